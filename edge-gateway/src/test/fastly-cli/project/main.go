// Command shop tells what it finds in the stores that it is linked to.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/fastly/compute-sdk-go/acl"
	"github.com/fastly/compute-sdk-go/configstore"
	"github.com/fastly/compute-sdk-go/fsthttp"
	"github.com/fastly/compute-sdk-go/kvstore"
	"github.com/fastly/compute-sdk-go/secretstore"
)

func main() {
	fsthttp.ServeFunc(func(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		text, err := answer(ctx, r)
		if err != nil {
			w.WriteHeader(fsthttp.StatusNotFound)
			text = err.Error()
		}
		fmt.Fprintln(w, text)
	})
}

func answer(ctx context.Context, r *fsthttp.Request) (string, error) {
	key := r.URL.Query().Get("key")
	switch r.URL.Path {
	case "/page":
		return page(key)
	case "/setting":
		return setting(key)
	case "/secret":
		return secret(key)
	case "/blocked":
		return blocked(r)
	case "/origin":
		return origin(ctx, "/echo")
	case "/counted":
		return origin(ctx, "/counted?cc=max-age%3D600")
	case "/log":
		fmt.Println("somebody asked for", key)
		fmt.Fprintln(os.Stderr, "and nobody knows why")
		return "logged", nil
	}
	return "open for business", nil
}

func page(key string) (string, error) {
	store, err := kvstore.Open("pages")
	if err != nil {
		return "", err
	}
	entry, err := store.Lookup(key)
	if err != nil {
		return "", err
	}
	return entry.String(), nil
}

func setting(key string) (string, error) {
	store, err := configstore.Open("settings")
	if err != nil {
		return "", err
	}
	return store.Get(key)
}

func secret(key string) (string, error) {
	store, err := secretstore.Open("keys")
	if err != nil {
		return "", err
	}
	found, err := store.Get(key)
	if err != nil {
		return "", err
	}
	plaintext, err := found.Plaintext()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d bytes", len(plaintext)), nil
}

func blocked(r *fsthttp.Request) (string, error) {
	list, err := acl.Open("visitors")
	if err != nil {
		return "", err
	}
	found, err := list.Lookup(net.ParseIP(r.URL.Query().Get("ip")))
	if err != nil {
		return "", err
	}
	return found.Action, nil
}

func origin(ctx context.Context, target string) (string, error) {
	request, err := fsthttp.NewRequest(fsthttp.MethodGet, "http://origin.example"+target, nil)
	if err != nil {
		return "", err
	}
	response, err := request.Send(ctx, "origin")
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(response.Body)
	return string(body), err
}
