package api

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// OrderBy is what a listing of deployments is sorted by.
// gitlab: lib/api/deployments.rb
type OrderBy string

// The orders GitLab takes. It documents ref too, and refuses it; iid and
// created_at it replaces by id without a word.
const (
	OrderByID         OrderBy = "id"
	OrderByIID        OrderBy = "iid"
	OrderByCreatedAt  OrderBy = "created_at"
	OrderByUpdatedAt  OrderBy = "updated_at"
	OrderByFinishedAt OrderBy = "finished_at"
)

// Sort is a direction.
type Sort string

// The directions. GitLab's default for deployments is Asc: the newest come last.
const (
	Asc  Sort = "asc"
	Desc Sort = "desc"
)

// DeploymentFilter narrows a listing of deployments. The zero value is GitLab's
// default: by id, oldest first, 20 a page.
// gitlab: lib/api/deployments.rb, app/finders/deployments_finder.rb
type DeploymentFilter struct {
	OrderBy OrderBy
	Sort    Sort
	// UpdatedAfter and UpdatedBefore include their own instant.
	UpdatedAfter, UpdatedBefore *time.Time
	// FinishedAfter includes its instant, FinishedBefore does not.
	FinishedAfter, FinishedBefore *time.Time
	// Environment is one exact name.
	Environment string
	Status      Status
	// Page begins at 1; 0 means the first.
	Page int
	// PerPage is at most MaxPerPage; 0 means 20.
	PerPage int
	// IfNoneMatch is the Tag of the same page as it was read before; empty asks for the
	// page whatever it was. It is no part of the query.
	IfNoneMatch string
}

// Check names the first rule that the filter breaks and that GitLab would answer
// with a 400. The rules come in GitLab's order.
// gitlab: app/finders/deployments_finder.rb
func (f DeploymentFilter) Check() error {
	if err := f.checkValues(); err != nil {
		return err
	}
	updated := f.UpdatedAfter != nil || f.UpdatedBefore != nil
	finished := f.FinishedAfter != nil || f.FinishedBefore != nil
	done := []Status{StatusSuccess, StatusFailed, StatusCanceled}
	switch {
	case updated && finished:
		return errors.New("updated_after/updated_before and finished_after/finished_before cannot be combined; drop one pair")
	case updated && f.OrderBy != OrderByUpdatedAt:
		return errors.New("updated_after and updated_before need order_by=updated_at")
	case finished && f.OrderBy != OrderByFinishedAt:
		return errors.New("finished_after and finished_before need order_by=finished_at")
	case f.OrderBy == OrderByFinishedAt && !finished && !slices.Contains(done, f.Status):
		return errors.New("order_by=finished_at needs finished_after, finished_before, or the status success, failed or canceled")
	case finished && f.Status != StatusSuccess:
		return errors.New("finished_after and finished_before need status=success")
	}
	return nil
}

func (f DeploymentFilter) checkValues() error {
	orders := []OrderBy{"", OrderByID, OrderByIID, OrderByCreatedAt, OrderByUpdatedAt, OrderByFinishedAt}
	switch {
	case f.OrderBy == "ref":
		return errors.New("order_by=ref is documented but GitLab refuses it; use id, updated_at or finished_at")
	case !slices.Contains(orders, f.OrderBy):
		return fmt.Errorf("order_by=%s does not exist; use id, iid, created_at, updated_at or finished_at", printable(string(f.OrderBy)))
	}
	return checkListing(f.Sort, f.Page, f.PerPage)
}

func checkListing(s Sort, page, perPage int) error {
	switch {
	case s != "" && s != Asc && s != Desc:
		return fmt.Errorf("sort=%s does not exist; use asc or desc", printable(string(s)))
	case page < 0:
		return errors.New("page begins at 1")
	case perPage < 0 || perPage > MaxPerPage:
		return fmt.Errorf("per_page is 1 to %d; GitLab cuts more without a word", MaxPerPage)
	}
	return nil
}

func (f DeploymentFilter) query() params {
	var p params
	p.set("order_by", string(f.OrderBy))
	p.set("sort", string(f.Sort))
	p.time("updated_after", f.UpdatedAfter)
	p.time("updated_before", f.UpdatedBefore)
	p.time("finished_after", f.FinishedAfter)
	p.time("finished_before", f.FinishedBefore)
	p.set("environment", f.Environment)
	p.set("status", string(f.Status))
	p.number("page", int64(f.Page))
	p.number("per_page", int64(f.PerPage))
	return p
}
