package command

import (
	"io"

	"github.com/schollz/progressbar/v3"

	"pilotgraph/internal/release"
)

// meter shows on a terminal how far a command is.
type meter struct {
	out   io.Writer // nil where nobody watches
	stage string
	bar   *progressbar.ProgressBar
}

// newMeter returns a meter that shows nothing unless the stream is a terminal.
func newMeter(stderr io.Writer) *meter {
	if !isTerminal(stderr) {
		return &meter{}
	}
	return &meter{out: stderr}
}

// show shows how far a publication is.
func (m *meter) show(now release.Progress) {
	if m.out == nil {
		return
	}
	if now.Stage != m.stage {
		m.end()
		m.stage, m.bar = now.Stage, m.newBar(now)
	}
	_ = m.bar.Set(now.Done) // a terminal that is gone is no reason to stop
}

func (m *meter) newBar(now release.Progress) *progressbar.ProgressBar {
	total := now.Total
	if total == 0 {
		total = -1 // it turns round
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(m.out), progressbar.OptionSetDescription(now.Stage), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
		progressbar.OptionSetElapsedTime(true), progressbar.OptionThrottle(100_000_000))
}

// rows returns a function that counts rows of a stage.
func (m *meter) rows(stage string) func(int) {
	now := release.Progress{Stage: stage}
	return func(read int) {
		now.Done += read
		m.show(now)
	}
}

// end clears the line of the terminal.
func (m *meter) end() {
	if m.bar != nil {
		_ = m.bar.Exit()
		_ = m.bar.Clear()
	}
	m.stage, m.bar = "", nil
}
