package api

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// resetting is an HTTP/2 server, written in bare frames, that takes each request
// whole and then resets its stream with an error code.
type resetting struct {
	url      string
	ca       *x509.CertPool
	requests atomic.Int32
}

func serveResetting(t *testing.T, code uint32) *resetting {
	t.Helper()
	borrowed := httptest.NewTLSServer(nil)
	borrowed.Close()
	r := &resetting{ca: x509.NewCertPool()}
	r.ca.AddCert(borrowed.Certificate())
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: borrowed.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	r.url = "https://" + l.Addr().String()
	var wait sync.WaitGroup
	var open sync.Map
	t.Cleanup(func() {
		l.Close()
		open.Range(func(c, _ any) bool { c.(net.Conn).Close(); return true })
		wait.Wait()
	})
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Store(c, true)
			wait.Go(func() { defer c.Close(); r.talk(c, code) })
		}
	})
	return r
}

// The frame types and flags of RFC 9113, as far as they are met here.
const (
	frameData, frameHeaders, frameReset, frameSettings = 0, 1, 3, 4
	flagEnd, flagAck                                   = 1, 1
)

func (r *resetting) talk(c net.Conn, code uint32) {
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	if _, err := io.ReadFull(c, make([]byte, len(preface))); err != nil {
		return
	}
	_, _ = c.Write(frame(frameSettings, 0, 0, nil))
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		size := int64(head[0])<<16 | int64(head[1])<<8 | int64(head[2])
		if _, err := io.CopyN(io.Discard, c, size); err != nil {
			return
		}
		kind, flags, stream := head[3], head[4], binary.BigEndian.Uint32(head[5:])
		switch {
		case kind == frameSettings && flags&flagAck == 0:
			_, _ = c.Write(frame(frameSettings, flagAck, 0, nil))
		case (kind == frameHeaders || kind == frameData) && flags&flagEnd != 0:
			r.requests.Add(1)
			_, _ = c.Write(frame(frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, code)))
		}
	}
}

func frame(kind, flags byte, stream uint32, payload []byte) []byte {
	f := []byte{0, 0, byte(len(payload)), kind, flags}
	return append(binary.BigEndian.AppendUint32(f, stream), payload...)
}

// Go's HTTP/2 sends a request anew by itself where the server resets its stream
// so. A write must leave once, and its end is unknown.
func TestAWriteLeavesOnceOverHTTP2(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]uint32{"protocol error": 1, "internal error": 2, "refused stream": 7, "cancel": 8} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, write := range []func(*Client) error{
				func(c *Client) error {
					_, err := c.SubmitApproval(t.Context(), ref(c), ApprovalRequest{Decision: Approve})
					return err
				},
				func(c *Client) error { _, err := c.PlayJob(t.Context(), 12, 7); return err },
				func(c *Client) error { _, err := c.UpdateDeployment(t.Context(), ref(c), StatusFailed); return err },
			} {
				s := serveResetting(t, code)
				err := write(client(t, s.url, func(o *Options) { o.CA = s.ca }))
				if n := s.requests.Load(); n != 1 {
					t.Errorf("%d requests arrived, want one", n)
				}
				if e := AsError(err); e == nil || !e.Unknown {
					t.Errorf("the end is told as %v", err)
				}
			}
		})
	}
}
