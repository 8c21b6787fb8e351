package web

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"time"

	"pilotgraph/graph/guard"
)

// Settings are how requests are taken and answered. The tags are those of flags: default, meaning and group.
type Settings struct {
	Limits guard.Limits `embed:"" prefix:"limit-" group:"Limits of a request"`

	Body       int           `name:"limit-body" default:"100" group:"Limits of a request" help:"KiB of a request's body."`
	Address    int           `name:"limit-address" default:"8" group:"Limits of a request" help:"KiB of the path and query of a request."`
	Header     int           `name:"limit-header" default:"16" group:"Limits of a request" help:"KiB of a request's header."`
	Fields     int           `name:"limit-header-fields" default:"100" group:"Limits of a request" help:"Fields of a request's header."`
	Duration   time.Duration `name:"limit-duration" default:"5s" group:"Limits of a request" help:"Time of an operation; then its SQL stops."`
	Rows       int           `name:"limit-rows" default:"100000" group:"Limits of a request" help:"Rows of a file of CSV, XLSX or NDJSON; it says so when it stops there."`
	FileTime   time.Duration `name:"limit-file-time" default:"2m" group:"Limits of a request" help:"Time in which such a file is written; then it says so, and the connection is cut."`
	HeaderTime time.Duration `name:"header-time" default:"5s" group:"Limits of a request" help:"Time in which the header of a request must have come."`
	BodyTime   time.Duration `name:"body-time" default:"15s" group:"Limits of a request" help:"Time in which a request must have come."`
	AnswerTime time.Duration `name:"answer-time" default:"30s" group:"Limits of a request" help:"Time in which a request must have come and its answer been read."`
	IdleTime   time.Duration `name:"idle-time" default:"60s" group:"Limits of a request" help:"Time that a connection is kept open without a request."`

	Connections int           `default:"4096" group:"Load" help:"Connections that are open at once; others wait to be accepted."`
	Operations  int           `default:"0" group:"Load" help:"Operations that are executed at once; 0: four for each processor."`
	Files       int           `default:"16" group:"Load" help:"Files of CSV, XLSX or NDJSON that are written at once; those beyond are refused with 503."`
	Waiting     int           `default:"256" group:"Load" help:"Operations that wait for others; those beyond are refused with 503."`
	WaitingTime time.Duration `default:"1s" group:"Load" help:"How long an operation waits before it is refused with 503."`

	RateRequests   int            `default:"0" group:"Load" help:"Requests a minute from one address; those beyond are refused with 429. 0: no limit."`
	RateCost       int            `default:"0" group:"Load" help:"Cost a minute of operations from one address; those beyond are refused with 429. 0: no limit."`
	TrustedProxies []netip.Prefix `placeholder:"10.0.0.0/8,…" group:"Load" help:"Networks of proxies that are believed when X-Forwarded-For says whose request they pass on."`

	ResponseCache int    `default:"64" group:"Caching" help:"MiB of answers that are kept in memory. 0: none, and equal questions of one moment are all executed."`
	Documents     string `placeholder:"FILE" group:"Caching" help:"JSON file of registered documents by their id, as graphql-codegen writes it."`
	DocumentsOnly bool   `group:"Caching" help:"Answer registered documents alone."`

	PublicURL string `name:"public-url" placeholder:"https://pilots.example" group:"Serving" help:"Address at which people reach this server: permalinks are then absolute. Without it links take the address that was asked, and pages and files that have them stay out of shared caches."`
	ReportTo  string `placeholder:"ADDRESS" group:"Serving" help:"Mail address, or address of a tracker's form, that takes reports of errors in the data. Without it the pages show the text to copy."`

	Origins   []string `default:"*" group:"Serving" help:"Origins whose pages may ask, such as https://app.example; * for all."`
	AccessLog string   `default:"on" enum:"on,off" group:"Watching" help:"A line in the log for each request: on or off."`
}

// Validate refuses settings that nothing could keep. The error names the flag.
func (s Settings) Validate() error {
	if err := s.Limits.Validate(); err != nil {
		return err
	}
	for flag, number := range map[string]int{
		"limit-body": s.Body, "limit-address": s.Address, "limit-header": s.Header, "limit-header-fields": s.Fields, "limit-rows": s.Rows, "files": s.Files, "connections": s.Connections,
	} {
		if number < 1 {
			return fmt.Errorf("--%s is %d; give 1 or more", flag, number)
		}
	}
	for flag, number := range map[string]int{
		"operations": s.Operations, "waiting": s.Waiting, "rate-requests": s.RateRequests, "rate-cost": s.RateCost, "response-cache": s.ResponseCache,
	} {
		if number < 0 {
			return fmt.Errorf("--%s is %d; give 0 or more", flag, number)
		}
	}
	for flag, duration := range map[string]time.Duration{
		"limit-duration": s.Duration, "limit-file-time": s.FileTime, "header-time": s.HeaderTime, "body-time": s.BodyTime, "answer-time": s.AnswerTime,
		"idle-time": s.IdleTime, "waiting-time": s.WaitingTime,
	} {
		if duration <= 0 {
			return fmt.Errorf("--%s is %s; give more than 0, such as 5s", flag, duration)
		}
	}
	if parsed, err := url.Parse(s.PublicURL); s.PublicURL != "" && (err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" || parsed.Path+parsed.RawQuery+parsed.Fragment != "" || parsed.User != nil) {
		return fmt.Errorf("--public-url is %q; give scheme and host alone, such as https://pilots.example", s.PublicURL)
	}
	if s.ReportTo != "" {
		parsed, err := url.Parse(s.ReportTo)
		isForm := err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.Host != ""
		if mailbox, err := mail.ParseAddress(s.ReportTo); !isForm && (err != nil || mailbox.Address != s.ReportTo) {
			return fmt.Errorf("--report-to is %q; give a mail address such as data@pilots.example, or the address of a form such as https://tracker.example/issues/new", s.ReportTo)
		}
	}
	if s.DocumentsOnly && s.Documents == "" {
		return errors.New("--documents-only is set without --documents, so nothing could be asked; name the file of the documents")
	}
	return nil
}
