package main

// CGI (RFC 3875): the request is environment variables and standard input, the response a header block and a body on
// standard output. The standard library's net/http/cgi does this too, for an http.Handler; it makes the
// binary 2 MB larger.

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

const bodyLimit = 1 << 20

type request struct {
	method  string
	path    string // percent-decoded by the gateway; starts with a slash
	query   string // without the question mark, still encoded
	headers map[string]string
	body    io.Reader
}

func requestFromEnvironment(environment []string, body io.Reader) request {
	r := request{headers: map[string]string{}, body: body}
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		switch {
		case name == "REQUEST_METHOD":
			r.method = value
		case name == "PATH_INFO":
			r.path = value
		case name == "QUERY_STRING":
			r.query = value
		case name == "CONTENT_TYPE" && value != "":
			r.headers["content-type"] = value
		case name == "CONTENT_LENGTH" && value != "":
			r.headers["content-length"] = value
		case strings.HasPrefix(name, "HTTP_"):
			r.headers[strings.ReplaceAll(strings.ToLower(name[len("HTTP_"):]), "_", "-")] = value
		}
	}
	return r
}

// MarshalJSON shows a request; its body is left unread.
func (r request) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{
		"method": r.method, "path": r.path, "query": r.query, "headers": r.headers,
	})
}

// allow answers with the handler when the method is the given one, or HEAD where that is GET.
func (r request) allow(method string, handler func(request) response) response {
	if r.method == method || r.method == "HEAD" && method == "GET" {
		return handler(r)
	}
	refusal := problem("405 Method Not Allowed", r.path+" does not know "+r.method+".")
	refusal.allowed = []string{method}
	return refusal
}

// decode reads the body, which must be one JSON value of the target's form; else there is a response that refuses it.
func (r request) decode(target any) (refusal response, refused bool) {
	mediaType, _, _ := strings.Cut(r.headers["content-type"], ";")
	if !strings.EqualFold(strings.TrimSpace(mediaType), "application/json") {
		return problem("415 Unsupported Media Type", "Send application/json."), true
	}
	limited := &io.LimitedReader{R: r.body, N: bodyLimit + 1}
	decoder := json.NewDecoder(limited)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(target)
	if err == nil {
		if _, trailing := decoder.Token(); trailing != io.EOF {
			err = errors.New("something follows the first JSON value")
		}
	}
	if limited.N <= 0 {
		return problem("413 Content Too Large", "The body may have "+strconv.Itoa(bodyLimit)+" bytes."), true
	}
	if err != nil {
		return problem("400 Bad Request", "The body is not the JSON that is expected: "+err.Error()), true
	}
	return response{}, false
}

type response struct {
	status      string
	contentType string
	allowed     []string // methods, for a 405
	body        any
}

func ok(body any) response {
	return response{status: "200 OK", contentType: "application/json", body: body}
}

// problem is an error that clients can read (RFC 9457).
func problem(status, detail string) response {
	code, title, _ := strings.Cut(status, " ")
	number, _ := strconv.Atoi(code)
	return response{
		status:      status,
		contentType: "application/problem+json",
		body:        map[string]any{"status": number, "title": title, "detail": detail},
	}
}

// alsoAllowing adds to the methods that a 405 names.
func (r response) alsoAllowing(method string) response {
	if r.allowed != nil {
		r.allowed = append(r.allowed, method)
	}
	return r
}

func (r response) send(out io.Writer) error {
	body, err := json.MarshalIndent(r.body, "", "  ")
	if err != nil {
		return err
	}
	body = append(body, '\n')
	head := "Status: " + r.status + "\r\nContent-Type: " + r.contentType +
		"\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\nCache-Control: no-store\r\n"
	if r.allowed != nil {
		head += "Allow: " + strings.Join(r.allowed, ", ") + "\r\n"
	}
	if _, err := io.WriteString(out, head+"\r\n"); err != nil {
		return err
	}
	_, err = out.Write(body)
	return err
}
