package web

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of GraphQL over HTTP.
const (
	plainMedia   = "application/json"
	graphqlMedia = "application/graphql-response+json"
)

// accepted are the media types that a client wants of those offered, with the weights of RFC 9110. The best comes first;
// of equal ones that which is offered first. It is "" where the client wants none. A header that is absent wants the fallback.
func acceptedMedia(header http.Header, fallback string, offered ...string) string {
	values := header["Accept"]
	if len(values) == 0 {
		return fallback
	}
	accept := values[0]
	if len(values) > 1 {
		accept = strings.Join(values, ",")
	}
	switch accept { // what most clients send
	case "", "*/*":
		return fallback
	case graphqlMedia, plainMedia:
		for _, media := range offered {
			if media == accept {
				return media
			}
		}
	}
	best, most := "", 0.0
	for _, media := range offered {
		if wanted := weight(accept, media); wanted > most {
			best, most = media, wanted
		}
	}
	if best != "" && !strings.Contains(accept, best) && weight(accept, fallback) == most {
		return fallback // a range such as */* wants what is usual
	}
	return best
}

// weight returns how much an Accept header wants a media type, by its most specific range.
func weight(accept, media string) float64 {
	family, _, _ := strings.Cut(media, "/")
	best, wanted := -1, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		accepted, parameters, err := mime.ParseMediaType(part)
		specific := -1
		switch accepted {
		case media:
			specific = 2
		case family + "/*":
			specific = 1
		case "*/*":
			specific = 0
		}
		if charset, given := parameters["charset"]; given && !strings.EqualFold(charset, "utf-8") {
			continue // nothing is sent in another one
		}
		if err != nil || specific <= best {
			continue
		}
		best, wanted = specific, quality(parameters["q"])
	}
	return wanted
}

// quality reads the weight of a range: 1 where it is absent, 0 where it cannot be read.
func quality(text string) float64 {
	if text == "" {
		return 1
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number < 0 || number > 1 {
		return 0
	}
	return number
}

// acceptedCoding is the content coding that a client wants most of those this server has; "" for none. Of equal ones the
// one that costs least.
func acceptedCoding(header http.Header) string {
	accept := header.Get("Accept-Encoding")
	if accept == "" {
		return ""
	}
	best, most := "", 0.0
	for _, coding := range codings {
		wanted, rest := -1.0, 0.0
		for part := range strings.SplitSeq(accept, ",") {
			name, parameters, _ := strings.Cut(part, ";")
			name = strings.TrimSpace(name)
			_, text, _ := strings.Cut(parameters, "=")
			switch {
			case strings.EqualFold(name, coding):
				wanted = quality(strings.TrimSpace(text))
			case name == "*":
				rest = quality(strings.TrimSpace(text))
			}
		}
		if wanted < 0 {
			wanted = rest
		}
		if wanted > most {
			best, most = coding, wanted
		}
	}
	return best
}

// matchesTag reports whether an If-None-Match header has the entity tag, compared weakly.
func matchesTag(header, tag string) bool {
	if header == "" {
		return false
	}
	for each := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(each), "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
