package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/fastly/compute-sdk-go/fsthttp"
)

const summaryBackend = "summary"

// lengths sends a statistic of how many words articles have, which another function computes.
func lengths(ctx context.Context, w fsthttp.ResponseWriter) {
	items, err := all()
	if err != nil {
		fail(w, "The articles cannot be read.", err)
		return
	}
	var counts []string
	for _, item := range items {
		counts = append(counts, strconv.Itoa(len(strings.Fields(item.Text))))
	}
	summary, err := summarize(ctx, counts)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the backend", summaryBackend, "failed:", err)
		refuse(w, fsthttp.StatusBadGateway,
			"The function that computes the summary cannot be reached. It is the sample api-go: ./verge deploy functions/api-go.")
		return
	}
	answer(w, fsthttp.StatusOK, "application/json", struct {
		Words json.RawMessage `json:"words"`
	}{summary})
}

func summarize(ctx context.Context, values []string) (json.RawMessage, error) {
	// The backend's own host replaces the one named here.
	request, err := fsthttp.NewRequest("GET", "http://summary/v1/summary?values="+strings.Join(values, ","), nil)
	if err != nil {
		return nil, err
	}
	request.CacheOptions.TTL = 60
	response, err := request.Send(ctx, summaryBackend)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != fsthttp.StatusOK {
		return nil, fmt.Errorf("it answered %d", response.StatusCode)
	}
	var summary json.RawMessage
	return summary, json.NewDecoder(response.Body).Decode(&summary)
}
