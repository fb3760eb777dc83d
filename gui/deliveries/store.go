// Package deliveries is what the pages about campaigns and about trouble share: a table of deliveries, everything about one of
// them in a side panel, and what can be done with them.
package deliveries

import (
	"context"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
)

// Store is what this package needs of storage.
type Store interface {
	Deliveries(ctx context.Context, q storage.DeliveryQuery) ([]mailing.Delivery, error)
	CountDeliveries(ctx context.Context, q storage.DeliveryQuery) (int, error)
	Attempts(ctx context.Context, deliveryID int64) ([]mailing.Attempt, error)
	Retry(ctx context.Context, q storage.DeliveryQuery, now time.Time) (int, error)
	SettleDoubt(ctx context.Context, ids []int64, arrived bool, now time.Time) (int, error)
	CorrectAddress(ctx context.Context, deliveryID int64, address string) error
	Suppress(ctx context.Context, s []mailing.Suppression) (added int, err error)
}
