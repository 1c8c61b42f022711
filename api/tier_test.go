package api

import "testing"

func TestGuessTier(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Tier{
		"production": TierProduction, "prod": TierProduction, "prod-eu": TierProduction, "PRD": TierProduction,
		"Live": TierProduction, "live prod": TierProduction, "eu/prod": TierProduction,
		"staging": TierStaging, "stg": TierStaging, "pre": TierStaging, "preprod": TierStaging, "pre-production": TierStaging,
		"model": TierStaging, "modl": TierStaging, "demo": TierStaging, "nonprod": TierStaging,
		"test": TierTesting, "tst": TierTesting, "int": TierTesting, "acpt": TierTesting, "acceptance": TierTesting,
		"qa": TierTesting, "qc": TierTesting, "control": TierTesting, "quality": TierTesting, "prod-test": TierTesting,
		"development": TierDevelopment, "review/x-12": TierDevelopment, "trunk": TierDevelopment, "DEV": TierDevelopment,
		"dev-prod": TierDevelopment, "review/production": TierDevelopment,
		"": TierOther, "canary": TierOther, "eu-west-1": TierOther, "生产": TierOther, "lve": TierOther,
	} {
		if got := GuessTier(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}
