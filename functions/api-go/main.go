// A JSON API: it summarises numbers, and shows the request that it received.
package main

import (
	"bufio"
	"net/url"
	"os"
	"strconv"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := route(requestFromEnvironment(os.Environ(), os.Stdin)).send(out)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		os.Stderr.WriteString("api: the response cannot be sent: " + err.Error() + "\n")
		os.Exit(1)
	}
}

func route(r request) response {
	switch r.path {
	case "/":
		return r.allow("GET", index)
	case "/v1/summary":
		if r.method == "POST" {
			return summaryOfBody(r)
		}
		return r.allow("GET", summaryOfQuery).alsoAllowing("POST")
	case "/v1/request":
		return ok(r)
	default:
		return problem("404 Not Found", "There is no "+r.path+"; / lists what there is.")
	}
}

func index(request) response {
	return ok(map[string]string{
		"GET /v1/summary?values=1,2,3":          "count, sum, mean, deviation and quantiles of the values",
		"POST /v1/summary {\"values\":[1,2,3]}": "the same for a body of up to 1 MiB",
		"GET /v1/request":                       "the request as the function sees it",
	})
}

func summaryOfQuery(r request) response {
	query, err := url.ParseQuery(r.query)
	if err != nil {
		return problem("400 Bad Request", "The query cannot be decoded: "+err.Error())
	}
	var values []float64
	for _, text := range strings.Split(query.Get("values"), ",") {
		value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return problem("400 Bad Request", "The query's values are numbers with commas between, such as ?values=1,2.5,3.")
		}
		values = append(values, value)
	}
	return answer(values)
}

func summaryOfBody(r request) response {
	var input struct {
		Values []float64 `json:"values"`
	}
	if refusal, refused := r.decode(&input); refused {
		return refusal
	}
	return answer(input.Values)
}

func answer(values []float64) response {
	s, err := summarise(values)
	if err != nil {
		return problem("422 Unprocessable Content", err.Error())
	}
	return ok(s)
}
