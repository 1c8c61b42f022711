package risk

// Default returns the built-in rules, in the order in which they are tried: what
// is hardest to take back comes first, and the widest globs come late, so that
// "config/secrets.yml" is of the secrets and not of the configuration. The slice
// is the caller's.
func Default() []Rule {
	return []Rule{
		{Name: "migration", Globs: migrations()},
		{Name: "secrets", Globs: secrets()},
		{Name: "permissions", Globs: permissions()},
		{Name: "pipeline", Globs: pipelines()},
		{Name: "dependencies", Globs: dependencies()},
		{Name: "container", Globs: containers()},
		{Name: "infrastructure", Globs: infrastructure()},
		{Name: "configuration", Globs: configuration()},
	}
}

// Data that changes its shape: code can be rolled back, this mostly cannot.
func migrations() []string {
	return []string{
		"**/migrations/**", "**/migration/**", "**/migrate/**", "**/post_migrate/**", "**/db_migrations/**",
		"**/db/structure.sql", "**/db/schema.rb", "**/alembic/**", "**/flyway/**", "**/liquibase/**", "**/changelog/db.changelog*",
		"**/db/changelog/**", "**/V[0-9]*__*.sql", "**/U[0-9]*__*.sql", "**/R__*.sql", "**/prisma/schema.prisma", "**/*.up.sql", "**/*.down.sql",
	}
}

func secrets() []string {
	return []string{
		"**/.env", "**/.env.*", "**/*.env", "**/.envrc", "**/.sops.yaml", "**/.sops.yml", "**/*.sops.*", "**/*.enc.yaml", "**/*.enc.yml",
		"**/*.enc.json", "**/*.yml.enc", "**/*.yaml.enc", "**/*.json.enc", "**/secrets/**", "**/secrets.*", "**/secret.{yml,yaml,json,toml}",
		"**/*-secret.{yml,yaml}", "**/*-secrets.{yml,yaml}", "**/sealed-secret*", "**/sealed-secrets/**", "**/sealedsecret*", "**/*-sealed.{yml,yaml}", "**/*.sealed.{yml,yaml}",
		"**/external-secret*", "**/externalsecret*", "**/vault/**", "**/vault.{yml,yaml,hcl,json}", "**/*.vault", "**/*.vault.{yml,yaml}", "**/credentials.{yml,yaml,json}",
		"**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx", "**/*.jks", "**/*.keystore", "**/*.gpg", "**/*.age", "**/.netrc", "**/.htpasswd",
		"**/id_rsa*", "**/id_ed25519*", "**/master.key",
	}
}

func permissions() []string {
	return []string{
		"**/CODEOWNERS", "**/OWNERS", "**/rbac/**", "**/rbac.*", "**/*-rbac.{yml,yaml}", "**/iam/**", "**/iam.*", "**/iam_*", "**/*-iam.*",
		"**/*_iam.*", "**/policy/**", "**/policies/**", "**/*policy.{json,yml,yaml,hcl,rego}", "**/*.rego", "**/auth/**", "**/authn/**", "**/authz/**",
		"**/authentication/**", "**/authorization/**", "**/oauth/**", "**/oauth2/**", "**/permissions/**", "**/permission/**", "**/permissions.*",
		"**/auth.*", "**/authz.*", "**/authorization.*", "**/authentication.*", "**/*-role.{yml,yaml}", "**/*rolebinding*.{yml,yaml}", "**/sudoers", "**/sudoers.d/**", "**/.htaccess",
	}
}

func pipelines() []string {
	return []string{
		".gitlab-ci.yml", ".gitlab-ci.yaml", "**/.gitlab-ci.yml", "**/.gitlab-ci.yaml", "**/*.gitlab-ci.yml", "**/*.gitlab-ci.yaml", ".gitlab/ci/**",
		".gitlab-ci/**", ".gitlab/agents/**", ".gitlab/*.yml", ".gitlab/*.yaml", "ci/**", ".ci/**", ".github/workflows/**", "**/Jenkinsfile", "**/Jenkinsfile.*",
		".circleci/**", "azure-pipelines.{yml,yaml}", ".drone.yml", ".travis.yml", "bitbucket-pipelines.yml", ".woodpecker.yml", ".woodpecker/**", ".releaserc*", ".goreleaser.{yml,yaml}",
	}
}

// The lock files of what people build with, and where an ecosystem has none, the
// file that pins.
func dependencies() []string {
	return []string{
		"**/package-lock.json", "**/npm-shrinkwrap.json", "**/yarn.lock", "**/pnpm-lock.yaml", "**/bun.lock", "**/bun.lockb", "**/deno.lock",
		"**/go.sum", "**/go.mod", "**/go.work", "**/go.work.sum", "**/Gopkg.lock", "**/Cargo.lock", "**/Gemfile.lock", "**/gems.locked", "**/composer.lock",
		"**/poetry.lock", "**/Pipfile.lock", "**/uv.lock", "**/pdm.lock", "**/pylock.toml", "**/pylock.*.toml", "**/requirements*.txt", "**/requirements/*.txt",
		"**/constraints*.txt", "**/conda-lock.yml", "**/pixi.lock", "**/mix.lock", "**/rebar.lock", "**/pubspec.lock", "**/Podfile.lock", "**/Package.resolved",
		"**/Cartfile.resolved", "**/gradle.lockfile", "**/buildscript-gradle.lockfile", "**/gradle/verification-metadata.xml", "**/libs.versions.toml",
		"**/gradle-wrapper.properties", "**/pom.xml", "**/packages.lock.json", "**/paket.lock", "**/Directory.Packages.props", "**/project.assets.json", "**/flake.lock",
		"**/stack.yaml.lock", "**/cabal.project.freeze", "**/conan.lock", "**/vcpkg.json", "**/vcpkg-configuration.json", "**/renv.lock", "**/Manifest.toml",
		"**/elm.json", "**/deps.edn", "**/shard.lock", "**/cpanfile.snapshot", "**/MODULE.bazel.lock", "**/.gitmodules",
		"**/.tool-versions",
	}
}

func containers() []string {
	return []string{
		"**/Dockerfile", "**/Dockerfile.*", "**/*.Dockerfile", "**/*.dockerfile", "**/Containerfile", "**/Containerfile.*", "**/.dockerignore",
		"**/docker-compose*.{yml,yaml}", "**/compose.{yml,yaml}", "**/compose.*.{yml,yaml}", "**/docker-bake.{hcl,json}", "**/docker-entrypoint*", "**/Procfile",
	}
}

func infrastructure() []string {
	return []string{
		"**/*.tf", "**/*.tfvars", "**/*.tf.json", "**/*.tfvars.json", "**/.terraform.lock.hcl", "**/terragrunt.hcl", "**/terraform/**", "**/*.tofu",
		"**/Chart.yaml", "**/Chart.lock", "**/values.{yml,yaml}", "**/values-*.{yml,yaml}", "**/values.*.{yml,yaml}", "**/helm/**", "**/charts/**", "**/helmfile.{yml,yaml}",
		"**/helmfile.d/**", "**/k8s/**", "**/kubernetes/**", "**/kustomization.{yml,yaml}", "**/kustomize/**", "**/manifests/**", "**/argocd/**", "**/flux/**",
		"**/ansible/**", "**/ansible.cfg", "**/playbook*.{yml,yaml}", "**/roles/*/tasks/**", "**/group_vars/**", "**/host_vars/**", "**/inventory/**",
		"**/Pulumi*.{yml,yaml}", "**/cloudformation/**", "**/*.bicep", "**/serverless.{yml,yaml}", "**/*.nomad", "**/*.nomad.hcl", "**/packer/**", "**/*.pkr.hcl", "**/nginx.conf", "**/haproxy.cfg",
	}
}

func configuration() []string {
	return []string{
		"**/config/{prod,production,live}.*", "**/config/{prod,production,live}/**", "**/config/environments/{prod,production,live}.*",
		"**/config/environments/{prod,production,live}/**", "**/{prod,production,live}.{yml,yaml,json,toml,ini,conf,cfg,xml,properties,exs}",
		"**/*[-_.]{prod,production,live}.{yml,yaml,json,toml,ini,conf,cfg,xml,properties}", "**/{environments,envs,env,overlays,deploy,deployments}/{prod,production,live}/**",
		"**/settings/{prod,production,live}.*", "**/runtime.exs", "**/config/application.{rb,yml,yaml,properties}", "**/appsettings.Production.json", "**/web.Release.config",
		"**/config/initializers/**", "**/config/database.yml", "**/feature_flags.{yml,yaml,json}", "**/crontab", "**/crontab.*",
	}
}
