# Evenpost. `make help` lists what can be made; README.md says which two a newcomer needs.

# One set of build flags for everything here, so that the C parts of the window library are compiled once (38 s instead of
# 3 min with OpenGL ES). Releases use other flags and are built by packaging/.
TAGS     := gles
export GOFLAGS := $(filter-out -tags=%,$(shell go env GOFLAGS)) -tags=$(TAGS)
E2E_TAGS := $(TAGS),e2e
# Packages with tests of their own under this tag; those of the others are among the unit tests.
E2E_PKGS  = $(sort $(dir $(shell grep -rl '^//go:build e2e' --include='*_test.go' ./e2e)))

VERSION  := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
LDFLAGS  := -X main.version=$(VERSION)
BIN      := dist/evenpost
E2E_BIN  := dist/evenpost-e2e

# Tools of a fixed version, kept outside of the work tree so that a fresh clone finds them again.
TOOLS        := $(shell go env GOPATH)/bin/evenpost-tools
GOLANGCI     := $(TOOLS)/golangci-lint-v2.15.0/golangci-lint
GOFUMPT      := $(TOOLS)/gofumpt-v0.12.0/gofumpt

.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: deps-window $(E2E_BIN) ## the main job in the window, on practice mail; with pictures in dist/demo where there is no display
	go run ./packaging/demo -bin $(E2E_BIN)

test: deps vet unit fmt-check lint e2e ## everything CI checks

run: deps-build build ## build and open the window
	$(BIN)

build: deps-build ## the program, in dist/
	@mkdir -p dist
	go build -ldflags '$(LDFLAGS)' -o $(BIN) .

shots: deps-window $(E2E_BIN) ## pictures of every page, light and dark, at both sizes, in dist/shots; refreshes docs/window.png
	go run ./packaging/shots -bin $(E2E_BIN)

bench: deps deps-measure build $(E2E_BIN) ## everything that is measured, into bench/; ONLY=throughput for a part
	go run ./bench -bin $(BIN) -window-bin $(E2E_BIN) -only '$(ONLY)'

vet: deps-build
	go vet ./...
	go vet -tags=$(E2E_TAGS) . ./e2e/...

unit: deps-build ## the tests of every package, with the race detector, in random order
	go test -race -shuffle=on ./storage ./sender ./... # the longest first

e2e: deps-window deps-mail $(E2E_BIN) ## real mail servers, a process that is killed, and the real window
	E2E_BIN=$(CURDIR)/$(E2E_BIN) go test -tags=$(E2E_TAGS) -count=1 -timeout=15m $(E2E_PKGS)

soak: deps-window deps-mail $(E2E_BIN) ## the long versions of tests: hundreds of kills, every byte, a million histories; half a night
	EVENPOST_SOAK=1 E2E_BIN=$(CURDIR)/$(E2E_BIN) go test -tags=$(E2E_TAGS) -count=1 -timeout=8h ./e2e/... ./storage/... ./sender/... ./mailing/...

lint: $(GOLANGCI) ## the linter's rules, .golangci.yml
	$(GOLANGCI) run --build-tags=$(E2E_TAGS) ./...

fmt: $(GOFUMPT) ## write every file as gofumpt wants it
	$(GOFUMPT) -w .

fmt-check: $(GOFUMPT)
	@unformatted=$$($(GOFUMPT) -l .); test -z "$$unformatted" || { echo "make fmt would change:"; echo "$$unformatted"; exit 1; }

deps: deps-build deps-window deps-mail ## what is missing of Debian's or Ubuntu's packages

deps-build:
	@packaging/deps.sh build
deps-window:
	@packaging/deps.sh build window
deps-mail:
	@packaging/deps.sh mail-servers
deps-measure:
	@packaging/deps.sh measure

# Go knows best whether it is up to date.
$(E2E_BIN): deps-build FORCE
	@mkdir -p dist
	go build -tags=$(E2E_TAGS) -ldflags '$(LDFLAGS)' -o $@ .

$(GOLANGCI):
	GOFLAGS= GOBIN=$(@D) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
$(GOFUMPT):
	GOFLAGS= GOBIN=$(@D) go install mvdan.cc/gofumpt@v0.12.0

clean: ## remove what was built
	rm -rf dist

FORCE:
.PHONY: help demo test run build shots bench vet unit e2e soak lint fmt fmt-check deps deps-build deps-window deps-mail deps-measure clean FORCE
