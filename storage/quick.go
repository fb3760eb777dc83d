package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"
)

// quick keeps the compiled statements of the writer connection and runs them on the driver itself. A turn is a dozen
// statements for every few mails: what database/sql does around each of them would cost more than most of them do.
type quick struct {
	mu       sync.Mutex // held by the transaction that uses it
	conn     any        // whose statements they are
	compiled map[string]*compiled
	args     []driver.NamedValue
}

type compiled struct {
	stmt  driver.Stmt
	exec  driver.StmtExecContext
	query driver.StmtQueryContext
	row   row
}

// row is one row of a result; it is valid until the next one.
type row []driver.Value

func (r row) text(i int) string  { s, _ := r[i].(string); return s }
func (r row) number(i int) int64 { n, _ := r[i].(int64); return n }

// quickTx is a transaction on the writer connection. It is an execer; what it executes is compiled once, and so is what
// rows asks.
type quickTx struct {
	*sql.Conn
	*quick
}

// inQuickTx runs work in one durable transaction, all of it or nothing. It does not tell the watchers. When ctx ends
// before it has begun it does nothing; afterwards it is no longer interrupted.
func (s *Store) inQuickTx(ctx context.Context, work func(ctx context.Context, q quickTx) error) (err error) {
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	ctx = context.WithoutCancel(ctx)
	q := quickTx{conn, &s.quick}
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, err := q.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			_, _ = q.ExecContext(ctx, "ROLLBACK") // SQLite may have done so itself
		}
	}()
	if err := work(ctx, q); err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, "COMMIT")
	committed = err == nil
	return err
}

// ExecContext runs a statement that gives no rows.
func (q quickTx) ExecContext(ctx context.Context, query string, args ...any) (res sql.Result, err error) {
	err = q.raw(ctx, query, args, func(c *compiled, args []driver.NamedValue) error {
		res, err = c.exec.ExecContext(ctx, args)
		return err
	})
	return res, err
}

// rows asks a query and shows each row of its result.
func (q quickTx) rows(ctx context.Context, see func(row) error, query string, args ...any) error {
	return q.raw(ctx, query, args, func(c *compiled, args []driver.NamedValue) (err error) {
		result, err := c.query.QueryContext(ctx, args)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, result.Close()) }()
		if c.row == nil {
			c.row = make(row, len(result.Columns()))
		}
		for {
			switch err := result.Next(c.row); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
			if err := see(c.row); err != nil {
				return err
			}
		}
	})
}

func (q quickTx) raw(ctx context.Context, query string, args []any, do func(*compiled, []driver.NamedValue) error) error {
	return q.Raw(func(conn any) error {
		c, err := q.compile(ctx, conn, query)
		if err != nil {
			return err
		}
		q.args = q.args[:0]
		for i, a := range args {
			v, err := plain(a)
			if err != nil {
				return err
			}
			q.args = append(q.args, driver.NamedValue{Ordinal: i + 1, Value: v})
		}
		return do(c, q.args)
	})
}

func (q *quick) compile(ctx context.Context, conn any, query string) (*compiled, error) {
	if q.conn != conn { // database/sql has opened another one
		q.conn, q.compiled = conn, make(map[string]*compiled)
	}
	if c := q.compiled[query]; c != nil {
		return c, nil
	}
	preparer, ok := conn.(driver.ConnPrepareContext)
	if !ok {
		return nil, fmt.Errorf("a connection of type %T compiles no statements", conn)
	}
	stmt, err := preparer.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c := &compiled{stmt: stmt}
	var canExec, canQuery bool
	c.exec, canExec = stmt.(driver.StmtExecContext)
	c.query, canQuery = stmt.(driver.StmtQueryContext)
	if !canExec || !canQuery {
		return nil, errors.Join(fmt.Errorf("a statement of type %T takes no context", stmt), stmt.Close())
	}
	q.compiled[query] = c
	return c, nil
}

// close lets go of the statements; the connection is closed next.
func (q *quick) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, c := range q.compiled {
		_ = c.stmt.Close() // nothing hangs on it any more
	}
	q.conn, q.compiled = nil, nil
}

// plain makes an argument one of the few types that a driver takes.
func plain(a any) (driver.Value, error) {
	switch a := a.(type) {
	case nil, int64, string, bool:
		return a, nil
	case int:
		return int64(a), nil
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int64, reflect.Int32:
		return v.Int(), nil
	default:
		return nil, fmt.Errorf("an argument of type %T cannot be written", a)
	}
}
