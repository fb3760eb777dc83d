package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"modernc.org/sqlite"

	"evenpost/mailing"
)

// connector opens connections that know what the rules of segments ask: holds(test, text, value), which is mailing.Test.HoldsFor,
// passes(test, text) and field_passes(test, fields), where test is a fieldTestOf. What letters are alike and what is a date is
// decided in one place.
type connector struct {
	driver *sqlite.Driver
	dsn    string
}

func openSQLite(dsn string) (*sql.DB, error) {
	d, tests := &sqlite.Driver{}, &fieldTests{made: map[string]madeTest{}}
	for name, f := range map[string]struct {
		args  int
		holds func([]string) (bool, error)
	}{
		"holds": {3, func(a []string) (bool, error) { return mailing.Test(a[0]).HoldsFor(a[1], a[2]), nil }},
		"passes": {2, func(a []string) (bool, error) {
			t, err := tests.of(a[0])
			return err == nil && t.Holds(a[1]), err
		}},
		"field_passes": {2, func(a []string) (bool, error) {
			t, err := tests.of(a[0])
			return err == nil && t.Holds(string(fieldValue([]byte(a[1]), t.key))), err
		}},
	} {
		err := d.RegisterDeterministicScalarFunction(name, int32(f.args), func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			var texts [3]string
			for i, a := range args {
				text, ok := a.(string)
				if !ok {
					return nil, fmt.Errorf("%w: %s() of a %T", errors.ErrUnsupported, name, a)
				}
				texts[i] = text
			}
			yes, err := f.holds(texts[:len(args)])
			if yes {
				return int64(1), err
			}
			return int64(0), err
		})
		if err != nil {
			return nil, err
		}
	}
	return sql.OpenDB(connector{d, dsn}), nil
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

// fieldTestOf is a test of a field as it is handed to SQLite.
type fieldTestOf struct {
	mailing.Condition
	Today string // in the zone whose days are meant
}

// fieldTests keeps the tests that were asked for lately: a question asks the same one of every contact.
type fieldTests struct {
	mu   sync.RWMutex
	made map[string]madeTest
}

type madeTest struct {
	mailing.FieldTest
	key []byte // of the field's value, see fieldKeyOf
}

const testsKept = 200

func (f *fieldTests) of(text string) (madeTest, error) {
	f.mu.RLock()
	t, ok := f.made[text]
	f.mu.RUnlock()
	if ok {
		return t, nil
	}
	var of fieldTestOf
	if err := json.Unmarshal([]byte(text), &of); err != nil {
		return t, err
	}
	now, err := time.Parse(time.DateOnly, of.Today)
	if err != nil {
		return t, err
	}
	t = madeTest{of.FieldTest(now), fieldKeyOf(mailing.FieldName(of.Field))}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.made) >= testsKept {
		clear(f.made)
	}
	f.made[text] = t
	return t, nil
}
