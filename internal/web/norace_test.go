//go:build !race

package web_test

// slowdown is how many times more processor time the race detector takes; it is off.
const slowdown = 1
