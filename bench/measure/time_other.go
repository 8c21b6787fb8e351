//go:build !unix

package main

import "time"

var started = time.Now()

// processorTime stands for the processor time of this process by the time that has passed.
func processorTime() time.Duration { return time.Since(started) }
