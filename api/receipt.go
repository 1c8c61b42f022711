package api

import "context"

type receiptKey struct{}

// WithReceipt returns a context with which a write that GitLab takes leaves in id under
// which request GitLab's logs have it; id stays as it is where GitLab does not say. An
// error names its request by itself. id is written before the write returns.
func WithReceipt(ctx context.Context, id *string) context.Context {
	return context.WithValue(ctx, receiptKey{}, id)
}

// receipt keeps the request of a reply for who asked for it.
func receipt(ctx context.Context, r reply) {
	if id, asked := ctx.Value(receiptKey{}).(*string); asked && r.header != nil {
		*id = requestID(r.header)
	}
}
