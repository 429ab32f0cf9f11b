package exchange

// InBatchesOf makes each Apply take so few documents that a test sees many.
func (o Options) InBatchesOf(n int) Options {
	o.batch = n
	return o
}

// ScannerTakes says whether the scanner lets a line pass to the quick decoder.
func ScannerTakes(line []byte) bool {
	s := scanner{}
	_, _, ok := s.document(line)
	return ok
}
