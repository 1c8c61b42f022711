package sandbox

import (
	"fmt"
	"strings"
)

// What a commit changes is made up from its number and its title, so that a
// comparison of two commits always finds the same files.

// subjects are the things that the code of every project is about; each has an
// app file and a spec.
var subjects = []string{
	"jobs/webhook_delivery", "jobs/settlement", "models/delivery_attempt", "models/exchange_rate", "models/invoice",
	"models/refund", "services/retry_queue", "services/tariff_calculator", "services/address_validator",
	"controllers/receipts_controller", "controllers/refunds_controller", "mailers/order_mailer",
}

// tables are what migrations are about.
var tables = []string{"webhook_deliveries", "delivery_attempts", "exchange_rates", "invoices", "refunds"}

// codeLines are what changes in them: before, and after.
var codeLines = [][2][]string{
	{{"    wait = 30"}, {"    wait = base * 2**attempt", "    wait += rand(0..jitter)"}},
	{{"    queue.push(item)"}, {"    return :full if queue.size >= limit", "    queue.push(item)"}},
	{{}, {"    logger.info(attempt: attempt, id: id)"}},
	{{"    timeout: 5,"}, {"    timeout: settings.timeout,"}},
	{{"    rescue StandardError", "      nil"}, {"    rescue Timeout::Error => e", "      count_timeout(e)"}},
	{{"    # only until the migration has run", "    legacy_call(id)"}, {}},
	{{"    rates.fetch(currency)"}, {"    rates.fetch(currency) { raise UnknownCurrency, currency }"}},
	{{}, {"    # 退款金额按分四舍五入", "    amount.round(2, half: :even)"}},
}

// contexts stand around what changes.
var contexts = [][2]string{
	{"  def call(attempt)", "  end"}, {"  def perform(id)", "    done"}, {"    return if paused?", "  end"}, {"", "  private"},
}

// editsOf adds what one commit does to the files, forwards or backwards.
func (w *world) editsOf(p *project, at commitID, back bool, into *edits) {
	for _, f := range w.filesOf(p, at) {
		if f.old == "" {
			f.old = f.path
		}
		if back {
			f = f.reversed()
		}
		into.add(f)
	}
}

// filesOf is the files of one commit: some code and its spec always, and now and
// then what a reviewer wants to see first.
func (w *world) filesOf(p *project, at commitID) []fileEdit {
	roll := func(n int, salt int64) int { return pick(n, w.seed, p.id, int64(at.branch), int64(at.n), salt) }
	fact := w.fact(p, at)
	subject := subjects[roll(len(subjects), 'f')]
	change, around := codeLines[roll(len(codeLines), 'l')], contexts[roll(len(contexts), 'c')]
	line := 4 + 9*roll(40, 'n')
	code := hunk{line: line, before: around[0], after: around[1], gone: change[0], come: change[1]}
	found := []fileEdit{
		{path: "app/" + subject + ".rb", hunks: []hunk{code}},
		{path: "spec/" + subject + "_spec.rb", hunks: []hunk{{
			line: line + 2, before: "  describe \"#call\" do", after: "  end",
			come: []string{"    it \"" + strings.NewReplacer("\r", "", "\x1b", "", `"`, "'").Replace(fact.title) + "\" do", "      expect(call).to be_ok", "    end"},
		}}},
	}
	found = append(found, notable(at, fact, roll)...)
	return append(found, moved(at)...)
}

// notable are migrations, configuration, dependencies and the pipeline.
func notable(at commitID, fact commitFact, roll func(int, int64) int) []fileEdit {
	var found []fileEdit
	if strings.HasPrefix(fact.title, "Add ") || at.n%7 == 2 {
		table := tables[roll(len(tables), 'm')]
		found = append(found, fileEdit{
			path: fmt.Sprintf("db/migrate/%s_add_retry_at_to_%s.rb", fact.at.UTC().Format("20060102150405"), table), kind: editNew,
			hunks: []hunk{{come: []string{
				"class AddRetryAt < ActiveRecord::Migration[7.2]", "  disable_ddl_transaction!", "", "  def change",
				"    add_column :" + table + ", :retry_at, :datetime", "    add_index :" + table + ", :retry_at, algorithm: :concurrently",
				"  end", "end",
			}}},
		})
	}
	if strings.HasPrefix(fact.title, "Bump ") || at.n%6 == 1 {
		minor := 9 + roll(4, 'v')
		found = append(found, fileEdit{path: "Gemfile.lock", hunks: []hunk{{
			line: 20 + 5*roll(60, 'L'), before: "    erubi (1.13.0)", after: "    faraday-net_http (3.4.0)",
			gone: []string{fmt.Sprintf("    faraday (2.%d.0)", minor)}, come: []string{fmt.Sprintf("    faraday (2.%d.1)", minor+3)},
		}}})
	}
	if strings.HasSuffix(fact.title, " CI") || at.n%8 == 3 {
		found = append(found, fileEdit{path: ".gitlab-ci.yml", hunks: []hunk{{
			line: 12 + 6*roll(20, 'C'), before: "unit:", after: "  stage: test", gone: []string{"  image: ruby:3.1", "  retry: 2"}, come: []string{"  image: ruby:3.4"},
		}}})
	}
	if at.n%5 == 4 {
		found = append(found, fileEdit{path: "config/production.yml", hunks: []hunk{{
			line: 3 + 4*roll(20, 'P'), before: "webhooks:", after: "  workers: 12", gone: []string{"  timeout: 5"}, come: []string{"  timeout: 10", "  jitter: 0.3"},
		}}})
	}
	if at.n%11 == 6 {
		found = append(found, fileEdit{path: "public/openapi.json", cut: cutTooLarge})
	}
	if at.n%13 == 7 {
		found = append(found, fileEdit{path: "spec/fixtures/rates.csv", cut: cutCollapsed})
	}
	return found
}

// moved are files that get another name, or go.
func moved(at commitID) []fileEdit {
	var found []fileEdit
	if at.n%9 == 5 {
		found = append(found, fileEdit{
			path: fmt.Sprintf("app/models/delivery_attempt_v%d.rb", at.n), old: fmt.Sprintf("app/models/attempt_v%d.rb", at.n), kind: editRenamed,
			hunks: []hunk{{line: 1, before: "# frozen_string_literal: true", after: "  belongs_to :webhook",
				gone: []string{"class Attempt < ApplicationRecord"}, come: []string{"class DeliveryAttempt < ApplicationRecord"}}},
		})
	}
	if at.n%12 == 8 {
		found = append(found, fileEdit{
			path: fmt.Sprintf("lib/importer/step_%d.rb", at.n), kind: editDeleted,
			hunks: []hunk{{gone: []string{"module Importer", fmt.Sprintf("  STEP = %d", at.n), "end"}}},
		})
	}
	return found
}
