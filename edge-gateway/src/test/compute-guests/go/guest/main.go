// Command guest has one behaviour of the Compute ABI per route, through Fastly's Go SDK. ../../README.md lists them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/fastly/compute-sdk-go/acl"
	"github.com/fastly/compute-sdk-go/cache/core"
	"github.com/fastly/compute-sdk-go/cache/simple"
	"github.com/fastly/compute-sdk-go/compute"
	"github.com/fastly/compute-sdk-go/configstore"
	"github.com/fastly/compute-sdk-go/device"
	"github.com/fastly/compute-sdk-go/erl"
	"github.com/fastly/compute-sdk-go/fsthttp"
	"github.com/fastly/compute-sdk-go/geo"
	"github.com/fastly/compute-sdk-go/kvstore"
	"github.com/fastly/compute-sdk-go/purge"
	"github.com/fastly/compute-sdk-go/rtlog"
	"github.com/fastly/compute-sdk-go/secretstore"
	"github.com/fastly/compute-sdk-go/shielding"
)

type route func(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request)

var routes = map[string]route{
	"/line": func(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		fmt.Fprintf(w, "%s %s %s", r.Method, r.URL, r.Proto)
	},
	"/client": func(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		meta := must(r.FastlyMeta())
		fmt.Fprintf(w, "client=%s server=%s requests=%d same=%t", r.RemoteAddr, r.ServerAddr, meta.SandboxRequests,
			meta.SandboxID == os.Getenv("FASTLY_TRACE_ID"))
	},
	"/headers":  headers,
	"/echo":     func(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) { io.Copy(w, r.Body) },
	"/trailers": trailers,
	"/hints":    hints,
	"/panic":    func(context.Context, fsthttp.ResponseWriter, *fsthttp.Request) { panic("the guest gives up") },
	"/fetch":    fetch,
	"/post":     post,
	"/parallel": parallel,
	"/append":   appended,
	"/dynamic":  dynamic,
	"/backend":  backend,
	"/cached":   cached,
	"/hooks":    hooks,
	"/kv":       kv,
	"/config":   config,
	"/secret":   secret,
	"/acl":      visitors,
	"/geo":      place,
	"/device":   agent,
	"/rate":     rate,
	"/log":      log,
	"/purge":    purged,
	"/simple":   simpleCache,
	"/core":     coreCache,
	"/shield":   shield,
	"/runtime":  runtime,
	"/websocket": func(_ context.Context, _ fsthttp.ResponseWriter, r *fsthttp.Request) {
		check(r.HandoffWebsocket("origin"))
	},
}

func main() {
	fsthttp.ServeFunc(func(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		answer, ok := routes[r.URL.Path]
		if !ok {
			fsthttp.NotFound(w, r)
			return
		}
		answer(ctx, w, r)
	})
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func text(r io.Reader) string {
	return string(must(io.ReadAll(r)))
}

func query(r *fsthttp.Request, name string) string {
	return r.URL.Query().Get(name)
}

func headers(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	w.Header().Add("x-many", "a")
	w.Header().Add("x-many", "b")
	w.Header().Set("x-seen", strings.Join(r.Header.Values("x-many"), "|"))
	fsthttp.SetCookie(w.Header(), &fsthttp.Cookie{Name: "one", Value: "1"})
	fsthttp.SetCookie(w.Header(), &fsthttp.Cookie{Name: "two", Value: "2"})
	w.WriteHeader(fsthttp.StatusCreated)
	fmt.Fprint(w, "headers")
}

func trailers(_ context.Context, w fsthttp.ResponseWriter, _ *fsthttp.Request) {
	w.Header().Set("Trailer", "x-checksum")
	fmt.Fprint(w, "with trailers")
	w.Header().Set("x-checksum", "abc")
}

func hints(_ context.Context, w fsthttp.ResponseWriter, _ *fsthttp.Request) {
	w.Header().Set("link", "</style.css>; rel=preload")
	w.WriteHeader(fsthttp.StatusEarlyHints)
	w.WriteHeader(fsthttp.StatusOK)
	fmt.Fprint(w, "after the hints")
}

func request(method, path string, body io.Reader) *fsthttp.Request {
	request := must(fsthttp.NewRequest(method, "http://guest.example"+path, body))
	request.CacheOptions.Pass = true
	return request
}

func named(r *fsthttp.Request) string {
	if name := query(r, "backend"); name != "" {
		return name
	}
	return "origin"
}

func fetch(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	path := query(r, "path")
	if path == "" {
		path = "/echo"
	}
	response, err := request("GET", path, nil).Send(ctx, named(r))
	var cause fsthttp.SendError
	switch {
	case errors.As(err, &cause):
		fmt.Fprintf(w, "error %v", cause.Cause())
	case err != nil:
		fmt.Fprintf(w, "error %v", err)
	default:
		fmt.Fprintf(w, "%d %s", response.StatusCode, text(response.Body))
	}
}

func post(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	response := must(request("POST", "/echo-body", r.Body).Send(ctx, "origin"))
	fmt.Fprintf(w, "%d %s", response.StatusCode, text(response.Body))
}

// Goroutines wait for backends: the runtime waits in poll_oneoff, the SDK in async_io.
func parallel(ctx context.Context, w fsthttp.ResponseWriter, _ *fsthttp.Request) {
	said := make([]string, 3)
	var wait sync.WaitGroup
	for i, ms := range []int{150, 0, 75} {
		wait.Add(1)
		go func() {
			defer wait.Done()
			response := must(request("GET", fmt.Sprintf("/wait?ms=%d&say=%d", ms, i), nil).Send(ctx, "origin"))
			said[i] = text(response.Body)
		}()
	}
	wait.Wait()
	fmt.Fprint(w, strings.Join(said, ","))
}

func appended(ctx context.Context, w fsthttp.ResponseWriter, _ *fsthttp.Request) {
	response := must(request("GET", "/wait?ms=0&say=appended", nil).Send(ctx, "origin"))
	fmt.Fprint(w, "<")
	check(w.Append(response.Body))
	fmt.Fprint(w, ">")
}

func dynamic(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	options := fsthttp.NewBackendOptions().HostOverride("made.example").FirstByteTimeout(5 * time.Second)
	made := must(fsthttp.RegisterDynamicBackend("made", query(r, "target"), options))
	response := must(request("GET", "/echo", nil).Send(ctx, "made"))
	fmt.Fprintf(w, "%t %d %s", made.IsDynamic(), response.StatusCode, text(response.Body))
}

func backend(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	found, err := fsthttp.BackendFromName(query(r, "name"))
	if err != nil {
		fmt.Fprintf(w, "error %v", err)
		return
	}
	health := must(found.Health())
	fmt.Fprintf(w, "dynamic=%t tls=%t health=%v", found.IsDynamic(), found.IsSSL(), health)
}

func cached(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	request := must(fsthttp.NewRequest("GET", "http://guest.example"+query(r, "path"), nil))
	response := must(request.Send(ctx, "origin"))
	fmt.Fprintf(w, "%d %s %t", response.StatusCode, text(response.Body), response.FromCache())
}

func hooks(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	var seen []string
	request := must(fsthttp.NewRequest("GET", "http://guest.example"+query(r, "path"), nil))
	request.CacheOptions.BeforeSend = func(request *fsthttp.Request) error {
		request.Header.Set("x-before", "hook")
		seen = append(seen, "before")
		return nil
	}
	request.CacheOptions.AfterSend = func(candidate *fsthttp.CandidateResponse) error {
		candidate.SetTTL(60)
		seen = append(seen, "after")
		return candidate.SetHeader("x-after", "hook")
	}
	response := must(request.Send(ctx, "origin"))
	ttl, _ := response.TTL()
	body := text(response.Body)
	fmt.Fprintf(w, "%s cached=%t ttl=%d %s %s", strings.Join(seen, "+"), response.FromCache(), ttl,
		response.Header.Get("x-after"), body)
}

func kv(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	store := must(kvstore.Open("things"))
	key := query(r, "key")
	check(store.InsertWithConfig(key, strings.NewReader("value"), &kvstore.InsertConfig{Metadata: []byte("about"), TTLSec: 60}))
	entry := must(store.Lookup(key))
	fmt.Fprintf(w, "%s %s ", entry, entry.Meta())
	generation := entry.Generation()
	check(store.InsertWithConfig(key, strings.NewReader("next"), &kvstore.InsertConfig{IfGenerationMatch: generation}))
	err := store.InsertWithConfig(key, strings.NewReader("stale"), &kvstore.InsertConfig{IfGenerationMatch: generation})
	fmt.Fprintf(w, "%t ", errors.Is(err, kvstore.ErrPreconditionFailed))
	keys := store.List(&kvstore.ListConfig{Prefix: key})
	for keys.Next() {
		fmt.Fprintf(w, "%v ", keys.Page().Data)
	}
	check(store.Delete(key))
	_, err = store.Lookup(key)
	fmt.Fprintf(w, "%t", errors.Is(err, kvstore.ErrKeyNotFound))
}

func config(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	store := must(configstore.Open("settings"))
	value, err := store.Get(query(r, "key"))
	fmt.Fprintf(w, "%q %t %t", value, err == nil, must(store.Has("color")))
}

func secret(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	plain, err := secretstore.Plaintext("secrets", query(r, "key"))
	fmt.Fprintf(w, "%s %t", plain, errors.Is(err, secretstore.ErrSecretNotFound))
}

func visitors(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	found, err := must(acl.Open("visitors")).Lookup(net.ParseIP(query(r, "ip")))
	if err != nil {
		fmt.Fprintf(w, "error %v", err)
		return
	}
	fmt.Fprintf(w, "%s %s", found.Action, found.Prefix)
}

func place(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	found := must(geo.Lookup(net.ParseIP(query(r, "ip"))))
	fmt.Fprintf(w, "%s %s %d", found.City, found.CountryCode, found.AsNumber)
}

func agent(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	found, err := device.Lookup(query(r, "agent"))
	if err != nil {
		fmt.Fprint(w, "none")
		return
	}
	fmt.Fprintf(w, "%s %s %t", found.Name(), found.Brand(), found.IsMobile())
}

func rate(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	counter, box := erl.OpenRateCounter("go-requests"), erl.OpenPenaltyBox("go-box")
	limiter := erl.NewRateLimiter(counter, box)
	entry := query(r, "entry")
	policy := &erl.Policy{RateWindow: erl.RateWindow10s, MaxRate: 10, PenaltyBoxDuration: time.Minute}
	for range 3 {
		fmt.Fprintf(w, "%t ", must(limiter.CheckRate(entry, 60, policy)))
	}
	fmt.Fprintf(w, "%d %t", must(counter.LookupCount(entry, erl.CounterDuration60s)), must(box.Has(entry)))
}

func log(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	fmt.Fprintln(rtlog.Open("audit"), query(r, "line"))
	fmt.Println("on standard output")
	fmt.Fprintln(os.Stderr, "on standard error")
	fmt.Fprint(w, "logged")
}

func purged(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	check(purge.PurgeSurrogateKey(query(r, "key"), purge.PurgeOptions{Soft: query(r, "soft") != ""}))
	fmt.Fprint(w, "purged")
}

func simpleCache(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	key := []byte(query(r, "key"))
	_, err := simple.Get(key)
	made := must(simple.GetOrSet(key, func() (simple.CacheEntry, error) {
		return simple.CacheEntry{Body: strings.NewReader("made"), TTL: time.Minute}, nil
	}))
	fmt.Fprintf(w, "%t %s ", errors.Is(err, core.ErrNotFound), text(made))
	made.Close()
	kept := must(simple.Get(key))
	fmt.Fprintf(w, "%s ", text(kept))
	kept.Close()
	check(simple.Purge(key, simple.PurgeOptions{}))
	_, err = simple.Get(key)
	fmt.Fprintf(w, "%t", errors.Is(err, core.ErrNotFound))
}

func coreCache(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	transaction := must(core.NewTransaction([]byte(query(r, "key")), core.LookupOptions{}))
	defer transaction.Close()
	fmt.Fprintf(w, "%t ", transaction.MustInsert())
	writer, found, err := transaction.InsertAndStreamBack(core.WriteOptions{
		TTL: time.Minute, SurrogateKeys: []string{"go"}, UserMetadata: []byte("about"), StaleWhileRevalidate: time.Second,
	})
	check(err)
	fmt.Fprint(writer, "core value")
	check(writer.Close())
	fmt.Fprintf(w, "%s %s %t %t", text(found.Body), must(found.UserMetadata()), found.Usable(), found.Stale())
	found.Body.Close()
}

func shield(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
	found, err := shielding.ShieldFromName(query(r, "name"))
	if err != nil {
		fmt.Fprint(w, "error")
		return
	}
	fmt.Fprintf(w, "%s %t", found.Name(), found.IsRunningOn())
}

func runtime(_ context.Context, w fsthttp.ResponseWriter, _ *fsthttp.Request) {
	fmt.Fprintf(w, "%t %t %s", must(compute.GetVCPUTime()) > 0, must(compute.GetHeapMiB()) > 0, os.Getenv("FASTLY_HOSTNAME"))
}
