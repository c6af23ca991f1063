package mongo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
)

// field is one element of a BSON document that the probe sends. Its value is a
// string, an int32 or a []byte.
type field struct {
	name  string
	value any
}

// encode returns a document. The order of its fields counts: the first is the
// command.
func encode(fields ...field) []byte {
	document := make([]byte, 4)
	for _, f := range fields {
		name := append([]byte(f.name), 0)
		switch value := f.value.(type) {
		case string:
			document = append(append(document, 0x02), name...)
			document = binary.LittleEndian.AppendUint32(document, uint32(len(value)+1))
			document = append(append(document, value...), 0)
		case int32:
			document = append(append(document, 0x10), name...)
			document = binary.LittleEndian.AppendUint32(document, uint32(value))
		case []byte:
			document = append(append(document, 0x05), name...)
			document = binary.LittleEndian.AppendUint32(document, uint32(len(value)))
			document = append(append(document, 0), value...)
		}
	}
	document = append(document, 0)
	binary.LittleEndian.PutUint32(document, uint32(len(document)))
	return document
}

var errDocument = errors.New("a malformed document")

// decode returns the elements of a document by name: numbers as float64, strings,
// booleans, binary data as []byte, arrays as []string with the strings in them.
// Elements of other types are left out.
func decode(document []byte) (map[string]any, error) {
	if len(document) < 5 || int64(binary.LittleEndian.Uint32(document)) != int64(len(document)) {
		return nil, errDocument
	}
	elements := make(map[string]any)
	rest := document[4:]
	for len(rest) > 1 {
		kind := rest[0]
		name, after, ok := bytes.Cut(rest[1:], []byte{0})
		if !ok {
			return nil, errDocument
		}
		size := sizeOf(kind, after)
		if size < 0 || size > len(after) {
			return nil, errDocument
		}
		if value := valueOf(kind, after[:size]); value != nil {
			elements[string(name)] = value
		}
		rest = after[size:]
	}
	return elements, nil
}

// sizeOf returns the length of a value of a kind at the beginning of data, or -1.
func sizeOf(kind byte, data []byte) int {
	switch kind {
	case 0x06, 0x0a, 0x7f, 0xff: // undefined, null, the largest and the smallest key
		return 0
	case 0x08: // boolean
		return 1
	case 0x10: // int32
		return 4
	case 0x01, 0x09, 0x11, 0x12: // double, date, timestamp, int64
		return 8
	case 0x07: // object id
		return 12
	case 0x13: // decimal
		return 16
	case 0x0b: // regular expression: two strings that end with a zero
		first := bytes.IndexByte(data, 0)
		second := bytes.IndexByte(data[first+1:], 0)
		if first < 0 || second < 0 {
			return -1
		}
		return first + second + 2
	}
	if len(data) < 4 {
		return -1
	}
	length := int(int32(binary.LittleEndian.Uint32(data)))
	switch {
	case length < 0 || length > len(data):
		return -1
	case kind == 0x02 && length > 0: // string, with a zero at its end
		return 4 + length
	case kind == 0x05: // binary, with a byte for its kind
		return 5 + length
	case (kind == 0x03 || kind == 0x04) && length >= 5: // document and array
		return length
	}
	return -1
}

func valueOf(kind byte, data []byte) any {
	switch kind {
	case 0x01:
		return math.Float64frombits(binary.LittleEndian.Uint64(data))
	case 0x02:
		return string(data[4 : len(data)-1])
	case 0x04:
		return stringsOf(data)
	case 0x05:
		return data[5:]
	case 0x08:
		return data[0] != 0
	case 0x10:
		return float64(int32(binary.LittleEndian.Uint32(data)))
	case 0x12:
		return float64(int64(binary.LittleEndian.Uint64(data)))
	}
	return nil
}

// stringsOf returns the strings of an array, which is a document.
func stringsOf(array []byte) []string {
	var all []string
	for rest := array[4:]; len(rest) > 1; {
		_, after, ok := bytes.Cut(rest[1:], []byte{0})
		size := sizeOf(rest[0], after)
		if !ok || size < 0 || size > len(after) {
			break
		}
		if rest[0] == 0x02 {
			all = append(all, string(after[4:size-1]))
		}
		rest = after[size:]
	}
	return all
}
