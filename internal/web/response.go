package web

import "net/http"

// response counts what is written to a client.
type response struct {
	http.ResponseWriter
	status int // 0 until the header is written
	bytes  int64
}

// record returns w as a response, and w itself where it is one already.
func record(w http.ResponseWriter) *response {
	if recorded, ok := w.(*response); ok {
		return recorded
	}
	return &response{ResponseWriter: w}
}

// WriteHeader notes the first final status.
func (r *response) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *response) Write(content []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	written, err := r.ResponseWriter.Write(content)
	r.bytes += int64(written)
	return written, err
}

// Unwrap lets http.ResponseController reach the writer of the server.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }
