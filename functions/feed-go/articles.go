package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fastly/compute-sdk-go/cache/simple"
	"github.com/fastly/compute-sdk-go/configstore"
	"github.com/fastly/compute-sdk-go/fsthttp"
	"github.com/fastly/compute-sdk-go/kvstore"
)

const (
	store       = "articles"
	largestBody = 64 << 10
)

// Under this key the rendered feed is cached.
var feedKey = []byte("feed")

// An item as it lies in the store, and as it is sent.
type item struct {
	Slug      string    `json:"id,omitempty"`
	Address   string    `json:"url,omitempty"`
	Title     string    `json:"title"`
	Published time.Time `json:"published,omitzero"`
	Text      string    `json:"text"`
}

// feed sends the whole feed, which is rendered once and then cached.
func feed(w fsthttp.ResponseWriter, r *fsthttp.Request) {
	settings, err := readSettings()
	if err != nil {
		fail(w, "The config store settings cannot be read.", err)
		return
	}
	made := false
	body, err := simple.GetOrSet(feedKey, func() (simple.CacheEntry, error) {
		made = true
		rendered, err := render(settings.title, "https://"+r.Host)
		return simple.CacheEntry{Body: strings.NewReader(rendered), TTL: settings.fresh}, err
	})
	if err != nil {
		fail(w, "The articles cannot be read.", err)
		return
	}
	defer body.Close()
	w.Header().Set("Content-Type", "application/feed+json")
	w.Header().Set("Cache-Control", fmt.Sprintf("max-age=%d", int(settings.fresh.Seconds())))
	if made {
		w.Header().Set("X-Feed", "made")
	} else {
		w.Header().Set("X-Feed", "kept")
	}
	io.Copy(w, body)
}

func render(title, site string) (string, error) {
	items, err := all()
	for i := range items {
		items[i].Address = site + articles + items[i].Slug
	}
	if err != nil {
		return "", err
	}
	body, err := json.MarshalIndent(struct {
		Version string `json:"version"`
		Title   string `json:"title"`
		Items   []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", title, items}, "", "  ")
	return string(body) + "\n", err
}

// all reads every article, the newest first.
func all() ([]item, error) {
	articles, err := kvstore.Open(store)
	if err != nil {
		return nil, err
	}
	var items []item
	pages := articles.List(&kvstore.ListConfig{})
	for pages.Next() {
		for _, slug := range pages.Page().Data {
			found, err := read(articles, slug)
			if err != nil {
				return nil, err
			}
			items = append(items, found)
		}
	}
	slices.SortFunc(items, func(a, b item) int { return b.Published.Compare(a.Published) })
	return items, pages.Err()
}

func read(articles *kvstore.Store, slug string) (item, error) {
	found := item{}
	entry, err := articles.Lookup(slug)
	if err != nil {
		return found, err
	}
	err = json.NewDecoder(entry).Decode(&found)
	found.Slug = slug
	return found, err
}

// article sends one article.
func article(w fsthttp.ResponseWriter, slug string) {
	articles, err := kvstore.Open(store)
	if err != nil {
		fail(w, "The articles cannot be read.", err)
		return
	}
	found, err := read(articles, slug)
	switch {
	case errors.Is(err, kvstore.ErrKeyNotFound), errors.Is(err, kvstore.ErrInvalidKey):
		refuse(w, fsthttp.StatusNotFound, fmt.Sprintf("There is no article %q.", slug))
	case err != nil:
		fail(w, "The article cannot be read.", err)
	default:
		answer(w, fsthttp.StatusOK, "application/json", found)
	}
}

// put stores an article, and lets the feed be rendered anew.
func put(w fsthttp.ResponseWriter, r *fsthttp.Request, slug string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, largestBody+1))
	if err != nil {
		refuse(w, fsthttp.StatusBadRequest, "The body did not come whole.")
		return
	}
	if len(body) > largestBody {
		refuse(w, fsthttp.StatusRequestEntityTooLarge, "An article has at most 64 KiB.")
		return
	}
	sent := item{}
	if err := json.Unmarshal(body, &sent); err != nil || sent.Title == "" {
		refuse(w, fsthttp.StatusUnprocessableEntity, `Send JSON such as {"title": "…", "text": "…"}.`)
		return
	}
	sent.Slug, sent.Address = "", ""
	if sent.Published.IsZero() {
		sent.Published = time.Now().UTC().Truncate(time.Second)
	}
	articles, err := kvstore.Open(store)
	if err == nil {
		var kept []byte
		kept, err = json.Marshal(sent)
		if err == nil {
			err = articles.Insert(slug, strings.NewReader(string(kept)))
		}
	}
	switch {
	case errors.Is(err, kvstore.ErrInvalidKey):
		refuse(w, fsthttp.StatusUnprocessableEntity, fmt.Sprintf("%q cannot be an article's name.", slug))
		return
	case err != nil:
		fail(w, "The article cannot be stored.", err)
		return
	}
	if err := simple.Purge(feedKey, simple.PurgeOptions{}); err != nil {
		fail(w, "The article is stored, but the feed still shows the old one for a while.", err)
		return
	}
	sent.Slug = slug
	answer(w, fsthttp.StatusCreated, "application/json", sent)
}

type settings struct {
	title string
	fresh time.Duration
}

func readSettings() (settings, error) {
	values, err := configstore.Open("settings")
	if err != nil {
		return settings{}, err
	}
	title, err := values.Get("title")
	if err != nil {
		return settings{}, err
	}
	text, err := values.Get("fresh_seconds")
	if err != nil {
		return settings{}, err
	}
	seconds, err := strconv.Atoi(text)
	return settings{title, time.Duration(seconds) * time.Second}, err
}
