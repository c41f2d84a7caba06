// Command feed serves articles of a KV store as a JSON feed (jsonfeed.org).
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/fastly/compute-sdk-go/fsthttp"
)

const articles = "/articles/"

func main() {
	fsthttp.ServeFunc(func(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		slug, isArticle := strings.CutPrefix(r.URL.Path, articles)
		switch {
		case r.URL.Path == "/" && isRead(r):
			feed(w, r)
		case r.URL.Path == "/lengths" && isRead(r):
			lengths(ctx, w)
		case isArticle && isRead(r):
			article(w, slug)
		case isArticle && r.Method == "PUT":
			put(w, r, slug)
		case r.URL.Path == "/" || r.URL.Path == "/lengths":
			refuse(w, fsthttp.StatusMethodNotAllowed, "Send GET or HEAD.", "Allow", "GET, HEAD")
		case isArticle:
			refuse(w, fsthttp.StatusMethodNotAllowed, "Send GET, HEAD or PUT.", "Allow", "GET, HEAD, PUT")
		default:
			refuse(w, fsthttp.StatusNotFound, fmt.Sprintf("There is no %s; see /.", r.URL.Path))
		}
	})
}

func isRead(r *fsthttp.Request) bool {
	return r.Method == "GET" || r.Method == "HEAD"
}

// answer sends a value as JSON.
func answer(w fsthttp.ResponseWriter, status int, kind string, value any) {
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		panic(err) // our own types
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// refuse sends a problem document (RFC 9457), with header fields in pairs of name and value.
func refuse(w fsthttp.ResponseWriter, status int, detail string, fields ...string) {
	for i := 0; i < len(fields); i += 2 {
		w.Header().Set(fields[i], fields[i+1])
	}
	answer(w, status, "application/problem+json", struct {
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{fsthttp.StatusText(status), status, detail})
}

// fail is for what a client cannot help: the log has the reason.
func fail(w fsthttp.ResponseWriter, detail string, err error) {
	fmt.Fprintln(os.Stderr, detail, err)
	refuse(w, fsthttp.StatusInternalServerError, detail)
}
