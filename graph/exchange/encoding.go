package exchange

import (
	"bytes"

	"liaison/graph"
)

// byteOrderMark stands at the head of what some editors save as UTF-8. It says nothing and is taken off.
const byteOrderMark = "\xef\xbb\xbf"

// notUTF8 is what is told of other encodings. They are not guessed at and turned into UTF-8: a name that was read in
// the wrong one would still look like a name.
const notUTF8 = "is not UTF-8 (windows-1251, perhaps, as older editors and spreadsheets save Cyrillic): save the file as UTF-8"

// checkEncoding recognises UTF-16, with a byte order mark or without: text of ASCII then has a zero in every other byte.
func checkEncoding(name string, head []byte) error {
	marked := bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF})
	if marked || len(head) >= 2 && (head[0] == 0) != (head[1] == 0) {
		return graph.Errorf(graph.Malformed, "%s is UTF-16: save it as UTF-8", name)
	}
	return nil
}
