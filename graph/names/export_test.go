package names

// Same is for tests of pairs: it says whether two names are one to the matcher, and how: as a search for either finds the other with no word left over, both
// taken as typed to their end.
func Same(a, b string) (Why, bool) {
	there, ok := sameAs(a, b)
	back, also := sameAs(b, a)
	switch {
	case ok && also:
		return min(there, back), true
	case also:
		return back, true
	}
	return there, ok
}

func sameAs(asked, name string) (Why, bool) {
	x := NewIndex()
	x.Add(0, name)
	s := newSearch(x, asked, false)
	for _, c := range s.candidates() {
		if v, ok := s.judge(c); ok && v.left == 0 {
			return v.why, true
		}
	}
	return 0, false
}
