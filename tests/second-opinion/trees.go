package main

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The tree over the entries "0", "1", ...; for each size its root, and a digest of all proofs that lead to it.
func tree(most int64, sizes []int64) (string, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for place, index := range indexes {
			found[place] = stored[index]
		}
		return found, nil
	})
	for n := int64(0); n < most; n++ {
		more, err := tlog.StoredHashes(n, []byte(fmt.Sprint(n)), reader)
		if err != nil {
			return "", err
		}
		stored = append(stored, more...)
	}
	var answers []string
	for _, size := range sizes {
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return "", err
		}
		if size == 0 { // x/mod 0.7.0 has nothing to hash; RFC 6962 has the hash of nothing
			root = sha256.Sum256(nil)
		}
		digest, err := proofs(size, reader)
		if err != nil {
			return "", err
		}
		answers = append(answers, fmt.Sprintf("%x:%x", root[:], digest))
	}
	return strings.Join(answers, " "), nil
}

// All proofs of a small tree; of a large one, those at and about powers of two and at its ends.
func proofs(size int64, reader tlog.HashReader) ([]byte, error) {
	digest := sha256.New()
	for _, place := range places(size) {
		record, err := tlog.ProveRecord(size, place, reader)
		if err != nil {
			return nil, err
		}
		for _, hash := range record {
			digest.Write(hash[:])
		}
		growth, err := tlog.ProveTree(size, place+1, reader)
		if err != nil {
			return nil, err
		}
		digest.Write([]byte{'/'})
		for _, hash := range growth {
			digest.Write(hash[:])
		}
		digest.Write([]byte{'\n'})
	}
	return digest.Sum(nil), nil
}

func places(size int64) []int64 {
	var found []int64
	if size <= 128 {
		for place := int64(0); place < size; place++ {
			found = append(found, place)
		}
		return found
	}
	found = append(found, 0, size/3, size/2, size-2, size-1)
	for power := int64(2); power < size; power *= 2 {
		found = append(found, power-1, power)
	}
	return found
}

type files struct {
	folder string
}

func (f files) Height() int { return 8 }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := f.read(tile)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// C2SP leaves the height out of the path; a full tile may stand in place of one that is not.
func (f files) read(tile tlog.Tile) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(f.folder, path(tile)))
	if errors.Is(err, os.ErrNotExist) && tile.W < 256 {
		full := tile
		full.W = 256
		if data, err = os.ReadFile(filepath.Join(f.folder, path(full))); err == nil && tile.L >= 0 {
			if len(data) != 256*tlog.HashSize {
				return nil, errors.New("a tile is cut")
			}
			data = data[:tile.W*tlog.HashSize]
		}
	}
	return data, err
}

func path(tile tlog.Tile) string {
	written := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return strings.Replace(written, "tile/data/", "tile/entries/", 1)
}

// Every entry that is kept is the one that the signed root was made over.
func checkTiles(folder string, keys []string) error {
	signed, err := readCheckpoint(filepath.Join(folder, "checkpoint"), keys)
	if err != nil {
		return err
	}
	if signed.N == 0 {
		if signed.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return errors.New("the root of nothing is another")
		}
		return nil
	}
	kept := files{folder}
	reader := tlog.TileHashReader(signed, kept)
	for first := int64(0); first < signed.N; first += 256 {
		width := signed.N - first
		if width > 256 {
			width = 256
		}
		data, err := kept.read(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)})
		if err != nil {
			return err
		}
		if err := checkBundle(data, first, width, reader); err != nil {
			return err
		}
	}
	return nil
}

func checkBundle(data []byte, first, width int64, reader tlog.HashReader) error {
	var indexes []int64
	for place := int64(0); place < width; place++ {
		indexes = append(indexes, tlog.StoredHashIndex(0, first+place))
	}
	expected, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for place := int64(0); place < width; place++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return fmt.Errorf("the bundle ends before entry %d", first+place)
		}
		length := 2 + int(binary.BigEndian.Uint16(data))
		if tlog.RecordHash(data[2:length]) != expected[place] {
			return fmt.Errorf("entry %d is not what was signed", first+place)
		}
		data = data[length:]
	}
	return nil
}
