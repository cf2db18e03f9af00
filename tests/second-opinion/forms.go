package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint is three lines (C2SP tlog-checkpoint). tlog.ParseTree wants those of Go's own log.
func openCheckpoint(data []byte, keys []string) (tlog.Tree, error) {
	var none tlog.Tree
	var verifiers []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return none, err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return none, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return none, errors.New("a checkpoint has three lines")
	}
	for _, signature := range opened.Sigs {
		if signature.Name != lines[0] {
			return none, errors.New("the checkpoint is of another log")
		}
	}
	size, err := number(lines[1])
	if err != nil {
		return none, err
	}
	root, err := hash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func readCheckpoint(path string, keys []string) (tlog.Tree, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	return openCheckpoint(data, keys)
}

// A receipt (C2SP tlog-proof): its first line, the entry, the index, hashes, an empty line, a checkpoint.
func receipt(path string, keys []string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "extra ") {
		return errors.New("this is no receipt with its entry")
	}
	entry, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || strings.Contains(lines[1], "\r") || !strings.HasPrefix(lines[2], "index ") {
		return errors.New("the entry or the index is broken")
	}
	index, err := number(strings.TrimPrefix(lines[2], "index "))
	if err != nil {
		return err
	}
	proof, err := hashes(lines[3:])
	if err != nil {
		return err
	}
	tree, err := openCheckpoint([]byte(checkpoint), keys)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(tlog.RecordProof(proof), tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

// A proof of growth in the form of a request to a witness (C2SP tlog-witness), and the older checkpoint.
func growth(path, older string, keys []string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || !strings.HasPrefix(lines[0], "old ") {
		return errors.New("this is no proof")
	}
	size, err := number(strings.TrimPrefix(lines[0], "old "))
	if err != nil {
		return err
	}
	proof, err := hashes(lines[1:])
	if err != nil {
		return err
	}
	before, err := readCheckpoint(older, keys)
	if err != nil {
		return err
	}
	after, err := openCheckpoint([]byte(checkpoint), keys)
	if err != nil {
		return err
	}
	if before.N != size {
		return errors.New("the proof is of another size")
	}
	return tlog.CheckTree(tlog.TreeProof(proof), after.N, after.Hash, before.N, before.Hash)
}

func hashes(lines []string) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, line := range lines {
		one, err := hash(line)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

func hash(text string) (tlog.Hash, error) {
	var found tlog.Hash
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(data) != tlog.HashSize || len(text) != 44 {
		return found, fmt.Errorf("%q is no hash", text)
	}
	copy(found[:], data)
	return found, nil
}

func number(text string) (int64, error) {
	found, err := strconv.ParseInt(text, 10, 64)
	if err != nil || found < 0 || strconv.FormatInt(found, 10) != text {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return found, nil
}
