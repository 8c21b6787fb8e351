package playground_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

const (
	wide, narrow = 1280, 375 // pixels of a window
	patience     = 30 * time.Second
)

// running is a browser that all tests share. It knows the address of no other host than this one.
type running struct {
	context context.Context
	missing string // why there is none
}

var (
	theBrowser = sync.OnceValue(startBrowser)
	// closeBrowser ends the browser, where one was started.
	closeBrowser = func() {}
)

func startBrowser() *running {
	started := &running{}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		started.missing = "chromium is not installed; on Debian: apt-get install chromium"
		return started
	}
	profile, err := os.MkdirTemp("", "pilotgraph-chromium")
	if err != nil {
		panic(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("accept-lang", "en"))
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	var cancel context.CancelFunc
	started.context, cancel = chromedp.NewContext(allocator)
	closeBrowser = func() {
		cancel()
		cancelAllocator()
		_ = os.RemoveAll(profile) // processes of the browser may still write there
	}
	if err := chromedp.Do(started.context); err != nil {
		panic(err)
	}
	return started
}

// page is a tab of its own, without what other tests left behind.
type page struct {
	t         *testing.T
	context   context.Context
	tolerated []string // parts of messages in the console that are meant to be there
}

// open opens an address of the server in a window of a width. The test fails where the page writes an error into the
// console, or asks another host.
func open(t *testing.T, width int64, path string, tolerated ...string) *page {
	t.Helper()
	started := theBrowser()
	if started.missing != "" {
		if os.Getenv("CI") != "" {
			t.Fatal(started.missing)
		}
		t.Skip(started.missing)
	}
	tab, cancel := chromedp.NewContext(started.context)
	t.Cleanup(cancel)
	deadline, cancelDeadline := context.WithTimeout(tab, 6*patience)
	t.Cleanup(cancelDeadline)
	p := &page{t: t, context: deadline, tolerated: tolerated}
	p.do(chromedp.EmulateViewport(width, 800))
	command(p, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: address, StorageTypes: "local_storage,cookies"})
	command(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}) // else only one tab may copy
	p.watch()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		if _, err := chromedp.CallBrowser(p.context, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
		}); err != nil {
			t.Fatal(err)
		}
	}
	p.visit(path)
	return p
}

// visit goes to an address of the server and waits until the editors are there and the schema is known.
func (p *page) visit(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(address + path))
	p.wait(`document.querySelector('.graphiql-query-editor .view-line') && document.querySelector('.page .release')`)
}

// watch fails the test at its end for what the page should not have done.
func (p *page) watch() {
	var lock sync.Mutex
	var messages []string
	console := chromedp.Console(p.context)
	go func() {
		for message, err := range console {
			if err != nil {
				return // the tab is closed
			}
			if message.Type == chromedp.ConsoleError || message.Type == chromedp.ConsoleWarning || message.IsException() {
				lock.Lock()
				messages = append(messages, message.String())
				lock.Unlock()
			}
		}
	}()
	requests := chromedp.Events(p.context, network.RequestWillBeSent)
	go func() {
		for request, err := range requests {
			if err != nil {
				return
			}
			if to := request.Request.URL; !strings.HasPrefix(to, address+"/") && !strings.HasPrefix(to, "data:") && !strings.HasPrefix(to, "blob:"+address+"/") {
				lock.Lock()
				messages = append(messages, "another host is asked: "+to)
				lock.Unlock()
			}
		}
	}()
	p.t.Cleanup(func() {
		lock.Lock()
		defer lock.Unlock()
		for _, message := range messages {
			if !slices.ContainsFunc(p.tolerated, func(part string) bool { return strings.Contains(message, part) }) {
				p.t.Errorf("the console says: %s", message)
			}
		}
		if p.t.Failed() {
			p.picture()
		}
	})
}

// picture keeps what a failed test saw, where PILOTGRAPH_PICTURES names a folder.
func (p *page) picture() {
	folder := os.Getenv("PILOTGRAPH_PICTURES")
	if folder == "" {
		return
	}
	if content, err := chromedp.Run(p.context, chromedp.CaptureScreenshot()); err == nil {
		_ = os.WriteFile(folder+"/"+strings.ReplaceAll(p.t.Name(), "/", "-")+".png", content, 0o644)
	}
}

// command runs a command of the protocol of developer tools.
func command[P, R any](p *page, of cdp.Command[P, R], parameters P) {
	p.t.Helper()
	if _, err := chromedp.Call(p.context, of, parameters); err != nil {
		p.t.Fatal(err)
	}
}

func (p *page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.context, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits until an expression of JavaScript is true.
func (p *page) wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.context, patience)
	defer cancel()
	for {
		// An error is one of a page that is being left, or of what is not there yet.
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && is {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s does not become true (%v)", expression, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// read returns the value of an expression of JavaScript.
func read[T any](p *page, expression string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.context, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// click clicks in the middle of the first visible element of a CSS selector, or of an XPath that begins with "//".
func (p *page) click(selector string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.context, patience)
	defer cancel()
	var step chromedp.Action[chromedp.Void]
	if strings.HasPrefix(selector, "//") {
		step = chromedp.Click(chromedp.Search(selector), chromedp.NodeVisible)
	} else {
		step = chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)
	}
	if err := chromedp.Do(ctx, step); err != nil {
		p.t.Fatalf("clicking %s: %v", selector, err)
	}
}

// button clicks the button of this text.
func (p *page) button(text string) {
	p.t.Helper()
	p.click(fmt.Sprintf(`//button[normalize-space()=%q]`, text))
}

// choose chooses a value of the list after a label.
func (p *page) choose(label, value string) {
	p.t.Helper()
	expression := fmt.Sprintf(`(() => {
		const label = [...document.querySelectorAll('label')].find((each) => each.textContent.startsWith(%q))
		const list = label.querySelector('select')
		const option = [...list.options].find((each) => each.text === %q)
		Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set.call(list, option.value)
		list.dispatchEvent(new Event('change', {bubbles: true}))
		return true
	})()`, label, value)
	read[bool](p, expression)
}

// press presses keys, such as "\r" for Enter.
func (p *page) press(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// example opens an example from its list.
func (p *page) example(name string) {
	p.t.Helper()
	if !read[bool](p, `Boolean(document.querySelector('.examples'))`) {
		p.click(`.graphiql-sidebar button:nth-child(2)`)
	}
	selector := fmt.Sprintf(`[data-example=%q]`, name)
	p.wait(fmt.Sprintf(`document.querySelector('%s')`, selector))
	read[bool](p, fmt.Sprintf(`(document.querySelector('%s').closest('details').open = true)`, selector))
	p.click(selector)
	p.wait(response + `.includes('"data"') || ` + response + `.includes('"errors"')`)
}

// run runs what stands in the editor and waits for its answer.
func (p *page) run() {
	p.t.Helper()
	p.click(`.graphiql-execute-button`)
	p.wait(response + `.includes('"data"') || ` + response + `.includes('"errors"')`)
}

// The texts of the editors, in JavaScript.
const (
	response = `__MONACO.editor.getModels().find((each) => each.uri.path.endsWith('response.json')).getValue()`
	document = `__MONACO.editor.getModels().find((each) => each.uri.path.endsWith('operation.graphql')).getValue()`
)

// table returns the cells of the table on screen, those that are drawn.
func (p *page) table() (columns []string, rows [][]string) {
	p.t.Helper()
	p.wait(`document.querySelector('.table tbody')`)
	columns = read[[]string](p, `[...document.querySelectorAll('.table th')].map((each) => each.textContent)`)
	rows = read[[][]string](p, `[...document.querySelectorAll('.table tbody tr:not(.gap)')].map((row) => [...row.cells].map((each) => each.textContent))`)
	return columns, rows
}

// link is an address of the playground that says these things.
func link(parameters ...string) string {
	values := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	return "/graphiql?" + values.Encode()
}

// theme makes the page dark or light.
func (p *page) theme(theme string) {
	p.t.Helper()
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
}
