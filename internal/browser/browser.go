// Package browser lets tests use the system's Chromium as a person would. Only tests import it.
package browser

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // axe-core
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to do what a test waits for, on a busy machine.
const patience = 30 * time.Second

// flags are those with which Chromium runs anywhere, asks nobody for anything, and finds no host but this machine.
var flags = []chromedp.ExecAllocatorOption{
	chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
	chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
	chromedp.Flag("disable-sync", true), chromedp.Flag("disable-extensions", true), chromedp.Flag("disable-dev-shm-usage", true),
	chromedp.Flag("disable-features", "BackForwardCache"), // a page that comes out of it tells nobody that it is loaded
	chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-renderer-backgrounding", true),
	chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
}

// Browser is a Chromium that runs until the test ends.
type Browser struct{ context context.Context }

// Start starts Chromium. Where there is none the test is skipped, but fails when CI is set.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		const missing = "no Chromium: install the package chromium (apt-get install chromium), or Google Chrome"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(slices.Clone(flags), chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()))...)
	t.Cleanup(stop)
	started, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(started); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{started}
}

// Screen is what a page is shown on.
type Screen struct {
	Width    int64 // pixels of CSS
	Height   int64
	IsDark   bool
	NoScript bool
	Language string // of Accept-Language; "" for English
}

// Wide and Narrow are the screens that pages are made for.
var (
	Wide   = Screen{Width: 1280, Height: 800}
	Narrow = Screen{Width: 375, Height: 740}
)

// Page is a tab with a server. The test fails where anything is asked of another host or the console has an error.
type Page struct {
	t       testing.TB
	context context.Context
	mutex   sync.Mutex
	faults  []string
	allowed []string // parts of faults that the test expects
}

// Open opens a tab that may reach one origin ("http://127.0.0.1:8080").
func (b *Browser) Open(t testing.TB, screen Screen, origin string) *Page {
	t.Helper()
	tab, cancel := chromedp.NewContext(b.context)
	p := &Page{t: t, context: tab}
	t.Cleanup(func() {
		cancel()
		p.mutex.Lock()
		defer p.mutex.Unlock()
		for _, each := range p.faults {
			if !slices.ContainsFunc(p.allowed, func(part string) bool { return strings.Contains(each, part) }) {
				t.Error(each)
			}
		}
	})
	if err := chromedp.Listen(tab, func(event any) { p.watch(event, origin) }); err != nil {
		t.Fatal(err)
	}
	scheme, language := "light", "en"
	if screen.IsDark {
		scheme = "dark"
	}
	if screen.Language != "" {
		language = screen.Language
	}
	command(p, network.Enable, network.EnableParams{})
	command(p, cdplog.Enable, cdp.Empty{})
	command(p, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": language}})
	command(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: screen.Width, Height: screen.Height, DeviceScaleFactor: 1, Mobile: screen.Width < 600})
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	command(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: screen.NoScript})
	return p
}

// command runs a command of the protocol of developer tools.
func command[P, R any](p *Page, of cdp.Command[P, R], parameters P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.context, of, parameters); err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
}

// watch notes what must not be.
func (p *Page) watch(event any, origin string) {
	fault := ""
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		asked, err := url.Parse(event.Request.URL)
		if err == nil && (asked.Scheme == "http" || asked.Scheme == "https") && asked.Scheme+"://"+asked.Host != origin {
			fault = "the page asks another host: " + event.Request.URL
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = "the console has: " + describe(event.Args...)
		}
	case *runtime.EventExceptionThrown:
		fault = "the script failed: " + event.ExceptionDetails.Text + " " + describe(event.ExceptionDetails.Exception)
	case *cdplog.EventEntryAdded:
		if event.Entry.Level == cdplog.EntryLevelError || event.Entry.Level == cdplog.EntryLevelWarning {
			fault = fmt.Sprintf("the browser logs: %s %s", event.Entry.Text, event.Entry.URL)
		}
	}
	if fault != "" {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.faults = append(p.faults, fault)
	}
}

// describe is what values of JavaScript look like.
func describe(values ...*runtime.RemoteObject) string {
	var texts []string
	for _, each := range values {
		if each != nil {
			texts = append(texts, string(each.Value)+each.Description)
		}
	}
	return strings.Join(texts, " ")
}

// Allow lets the console say what contains a text, because the test brings it about.
func (p *Page) Allow(text string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.allowed = append(p.allowed, text)
}

// Do does what chromedp has actions for, and fails the test where one fails or takes too long.
func (p *Page) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for _, each := range actions {
		run(p, each)
	}
}

// run does one action and returns its value.
func run[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	limited, cancel := context.WithTimeout(p.context, patience)
	defer cancel()
	value, err := chromedp.Run(limited, action)
	if err != nil {
		at, _ := chromedp.Run(p.context, chromedp.Location())
		p.t.Fatalf("the browser, at %s: %v", at, err)
	}
	return value
}

// Go opens an address and waits until it is loaded.
func (p *Page) Go(address string) {
	p.t.Helper()
	p.Do(chromedp.Navigate(address))
}

// Click clicks the first element that a CSS selector finds.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// Follow clicks a link or button, and waits until the page that it leads to is loaded and has what a selector finds.
func (p *Page) Follow(selector, arrived string) {
	p.t.Helper()
	p.Click(selector)
	p.Wait(arrived)
}

// Type types keys into the element that has the focus.
func (p *Page) Type(keys string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(keys))
}

// Wait waits until a selector finds an element that is seen.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// WaitFor waits until an expression of JavaScript is true, also on a page that this one leads to.
func (p *Page) WaitFor(expression string) {
	p.t.Helper()
	limited, cancel := context.WithTimeout(p.context, patience)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		// An error is that of a page which is just being left.
		if isTrue, err := chromedp.Run(limited, chromedp.Evaluate[bool]("!!("+expression+")")); err == nil && isTrue {
			return
		}
		select {
		case <-tick.C:
		case <-limited.Done():
			p.t.Fatalf("the browser, at %s: never was %s", p.Address(), expression)
		}
	}
}

// Text is the text of the first element that a selector finds, as it is seen.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return run(p, chromedp.Text(chromedp.CSS(selector)))
}

// Value reads the value of an expression of JavaScript, of a promise what it becomes.
func Value[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Address is where the page is.
func (p *Page) Address() string {
	p.t.Helper()
	return run(p, chromedp.Location())
}

// Screenshot is a PNG of the whole page.
func (p *Page) Screenshot() []byte {
	p.t.Helper()
	return run(p, chromedp.FullScreenshot(100))
}

// Overflow are elements that stick out of the screen to the side, which nobody can read without scrolling both ways.
func (p *Page) Overflow() []string {
	p.t.Helper()
	return Value[[]string](p, `(() => {
		const wide = document.documentElement.clientWidth
		if (document.documentElement.scrollWidth <= wide) return []
		const isInside = (e) => e.parentElement && (getComputedStyle(e.parentElement).overflowX !== 'visible' || isInside(e.parentElement))
		const culprits = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > wide + 1 && !isInside(e))
			.map((e) => e.tagName + '.' + e.getAttribute('class') + ': ' + e.textContent.trim().slice(0, 60)).slice(0, 8)
		return culprits.length ? culprits : ['the page has ' + document.documentElement.scrollWidth + ' pixels on ' + wide]
	})()`)
}

//go:embed testdata/axe/axe.min.js.gz
var axeCompressed []byte

// axe is the source of axe-core.
var axe = sync.OnceValue(func() string {
	reader, err := gzip.NewReader(bytes.NewReader(axeCompressed))
	if err != nil {
		panic("browser: " + err.Error())
	}
	source, err := io.ReadAll(reader)
	if err != nil {
		panic("browser: " + err.Error())
	}
	return string(source)
})

// Violations are what axe-core finds on the page against WCAG 2.2, level A and AA, or by the rules alone that are named: a
// rule, what is wrong, and where.
func (p *Page) Violations(rules ...string) (found []string) {
	p.t.Helper()
	chosen := `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']`
	if len(rules) > 0 {
		chosen = `['` + strings.Join(rules, `', '`) + `']`
	}
	Value[int](p, axe()+"\n;0")
	report := Value[string](p, `axe.run(document, {runOnly: `+chosen+`, resultTypes: ['violations']}).then(JSON.stringify)`)
	var read struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct {
				HTML           string
				FailureSummary string
			}
		}
	}
	if err := json.Unmarshal([]byte(report), &read); err != nil {
		p.t.Fatal(err)
	}
	for _, rule := range read.Violations {
		for _, node := range rule.Nodes {
			found = append(found, fmt.Sprintf("%s (%s): %.300s\n%s", rule.ID, rule.Help, node.HTML, node.FailureSummary))
		}
	}
	return found
}
