package web

import (
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"pilotgraph/graph/fault"
)

// rememberedClients is how many addresses are watched at once.
const rememberedClients = 100_000

// rates limit what one address asks in a minute. Nil limits nothing.
type rates struct {
	requests, cost int // a minute; 0 for no limit
	clients        *otter.Cache[string, *client]
}

// client is what an address may still ask.
type client struct{ requests, cost *rate.Limiter }

// newRates returns the limits of the settings, or nil where there are none.
func newRates(settings Settings) *rates {
	if settings.RateRequests == 0 && settings.RateCost == 0 {
		return nil
	}
	return &rates{settings.RateRequests, settings.RateCost, otter.Must(&otter.Options[string, *client]{MaximumSize: rememberedClients})}
}

// of returns the limits of an address.
func (l *rates) of(address string) *client {
	known, _ := l.clients.ComputeIfAbsent(address, func() (*client, bool) {
		limiter := func(aMinute int) *rate.Limiter {
			if aMinute == 0 {
				return rate.NewLimiter(rate.Inf, 0)
			}
			return rate.NewLimiter(rate.Limit(float64(aMinute)/60), aMinute)
		}
		return &client{limiter(l.requests), limiter(l.cost)}, false
	})
	return known
}

// tooMany is the error of an address that asked too much.
type tooMany struct {
	policy string // "requests" or "cost"
	quota  int    // a minute
	wait   time.Duration
}

func (t *tooMany) Error() string {
	return fmt.Sprintf("this address has used its %d %s of this minute; try again in %d s", t.quota, map[string]string{"requests": "requests", "cost": "points of cost"}[t.policy], t.seconds())
}

func (t *tooMany) seconds() int { return max(1, int(math.Ceil(t.wait.Seconds()))) }

// tell sets the headers of a refusal.
func (t *tooMany) tell(header http.Header) {
	header.Set("Retry-After", strconv.Itoa(t.seconds()))
	header.Set("RateLimit", fmt.Sprintf(`"%s";r=0;t=%d`, t.policy, t.seconds()))
	header.Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;w=60`, t.policy, t.quota))
}

// take takes a number of points of a limiter, or says how long to wait for them.
func take(limiter *rate.Limiter, points int, policy string, quota int) error {
	points = min(points, max(quota, 1)) // what costs more than a minute's quota takes all of it
	now := time.Now()
	reserved := limiter.ReserveN(now, points)
	if wait := reserved.DelayFrom(now); wait > 0 {
		reserved.CancelAt(now)
		return &tooMany{policy, quota, wait}
	}
	return nil
}

// charge takes the cost of an operation. The error is a *tooMany.
func (l *rates) charge(address string, cost int) error {
	if l == nil || l.cost == 0 {
		return nil
	}
	return take(l.of(address).cost, cost, "cost", l.cost)
}

// limitRate refuses requests of an address that has asked too many.
func limitRate(limits *rates, settings Settings) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		if limits == nil || limits.requests == 0 {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/healthz" || r.URL.Path == "/readyz" { // which balancers ask
				next.ServeHTTP(w, r)
				return
			}
			limiter := limits.of(clientAddress(r, settings.TrustedProxies)).requests
			if err := take(limiter, 1, "requests", limits.requests); err != nil {
				refusal := err.(*tooMany)
				refusal.tell(w.Header())
				settings.refuse(w, r, http.StatusTooManyRequests, fault.TooManyRequests, "%s", refusal.Error())
				return
			}
			w.Header().Set("RateLimit-Policy", fmt.Sprintf(`"requests";q=%d;w=60`, limits.requests))
			w.Header().Set("RateLimit", fmt.Sprintf(`"requests";r=%d;t=60`, max(0, int(limiter.Tokens()))))
			next.ServeHTTP(w, r)
		})
	}
}

// clientAddress is whose request this is: the last address that no trusted proxy vouches for. Of IPv6, the network of 64
// bits, because one client has all of it.
func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := peer.Addr().Unmap()
	if len(trusted) > 0 {
		forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(forwarded) - 1; i >= 0 && isTrusted(address, trusted); i-- {
			before, err := parseForwarded(strings.TrimSpace(forwarded[i]))
			if err != nil {
				break
			}
			address = before.Unmap()
		}
	}
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

// parseForwarded reads an address that a proxy passes on; some add the port.
func parseForwarded(text string) (netip.Addr, error) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr(), nil
	}
	return netip.ParseAddr(text)
}

func isTrusted(address netip.Addr, trusted []netip.Prefix) bool {
	for _, network := range trusted {
		if network.Contains(address) {
			return true
		}
	}
	return false
}
