package sandbox

// authors are the people who write commits, by username.
var authors = []string{"lin", "ana", "oto", "max", "kim", "ivy", "raj", "noa", "ben", "li.wei", "maya"}

// titles are what commits are called when nothing particular is told. Some
// are hostile on purpose: GitLab hands such titles on as they are.
var titles = []string{
	"Bound the retry queue",
	"Log the webhook attempt number",
	"Drop Ruby 3.1 from CI",
	"Make the jitter a setting",
	"Add retry_at to webhook_deliveries",
	"Rename Attempt to DeliveryAttempt",
	"Bump faraday to 2.12.1",
	"Fix a flaky spec",
	"Receipts in the customer's language",
	"Query planner: prune empty shards",
	"Backpressure on the write path",
	"Coupon codes ignore case",
	"Shorter session cookie",
	"Drop TLS 1.0 and 1.1",
	"Fix DSN on greylisting",
	"Currency table for 2026",
	"Cap the retry queue at 10k",
	"Split the settlement job by region",
	"Cache the exchange rates for an hour",
	"Refuse amounts with more than two decimals",
	"Explain refunds on the invoice",
	"Count timeouts apart from refusals",
	"Use the read replica for reports",
	"Delete the old importer",
	"Keep the idempotency key for a week",
	"Show the order number in every mail",
	"Raise the pool to 40 connections",
	"Trace id in every log line",
	"Do not page on a single slow probe",
	"Move the feature flags into their own table",
	"Typo in the runbook\r",
	"修复退款金额的四舍五入",
	"結帳頁面支援銀聯卡",
	"지연된 알림을 다시 보내기",
	"🚑 Hotfix: stop the double charge",
	"♻️ Extract the tariff calculator 🧮",
	"Gebühren je Land konfigurierbar machen, damit Österreich und die Schweiz ab Jänner eigene Sätze haben können",
	"Merge the two address validators; the one of the shop was never called with a country and therefore accepted everything that looked remotely like a postal code",
}

// serviceWords name the projects beyond the first twelve.
var serviceWords = []string{
	"orders", "stock", "pricing", "loyalty", "coupons", "shipping", "returns", "invoices", "tax", "fraud", "ledger",
	"catalog", "media", "reviews", "search", "notify", "audit", "export", "import", "reports", "session", "profile",
	"consent", "gateway", "quota",
}

var serviceKinds = []string{"api", "worker", "web", "cron", "proxy"}

// logRegions are where a deploy job deploys to, in this order.
var logRegions = []string{"eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "ap-south-1", "ap-southeast-1"}
