package soak_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/e2e/soak"
)

func TestWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := soak.Within(t.Context(), time.Minute)
		defer cancel()
		<-ctx.Done()
		if took := time.Since(began); took != time.Minute || !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			t.Errorf("it ended after %s: %v", took, context.Cause(ctx))
		}
		ctx, cancel = soak.Within(t.Context(), time.Minute)
		cancel()
		<-ctx.Done()
	})
}
