// Command reuse answers several requests in one sandbox.
package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/fastly/compute-sdk-go/fsthttp"
)

func main() {
	count := 0
	fsthttp.ServeMany(func(_ context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		count++
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		meta, err := r.FastlyMeta()
		if err != nil {
			panic(err)
		}
		w.Header().Set("x-sandbox", meta.SandboxID)
		fmt.Fprintf(w, "%d %s %s", count, r.URL.Path, body)
	}, &fsthttp.ServeManyOptions{NextTimeout: 5 * time.Second, MaxRequests: 4})
}
