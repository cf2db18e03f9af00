// A second opinion on what a log of ours shows, by the code that checks Go's own mirror of modules.
//
// Trees, proofs and signatures are those of golang.org/x/mod/sumdb/tlog and note; only the forms that these do not read
// (C2SP tlog-proof, tlog-tiles, tlog-checkpoint) are read here. Jobs come in on standard input, one line of JSON each; for
// each, one line goes out: "yes", or "no" and why, or what was computed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// Job is one question; which members it has depends on its kind.
type Job struct {
	Kind  string   `json:"kind"`
	Path  string   `json:"path"`
	Other string   `json:"other"`
	Keys  []string `json:"keys"`
	Size  int64    `json:"size"`
	Sizes []int64  `json:"sizes"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var job Job
		if err := json.Unmarshal(lines.Bytes(), &job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		answer, err := answer(job)
		if err != nil {
			answer = fmt.Sprintf("no %q", err)
		}
		fmt.Fprintln(out, answer)
		out.Flush()
	}
}

func answer(job Job) (string, error) {
	switch job.Kind {
	case "tree":
		return tree(job.Size, job.Sizes)
	case "receipt":
		return "yes", receipt(job.Path, job.Keys)
	case "checkpoint":
		_, err := readCheckpoint(job.Path, job.Keys)
		return "yes", err
	case "growth":
		return "yes", growth(job.Path, job.Other, job.Keys)
	case "tiles":
		return "yes", checkTiles(job.Path, job.Keys)
	}
	return "", fmt.Errorf("no job is called %q", job.Kind)
}
