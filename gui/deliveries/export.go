package deliveries

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

// Export asks where and writes the deliveries that a query chooses as CSV.
func (a *Actions) Export(q storage.DeliveryQuery) {
	name := kit.T("not delivered") + " " + a.UI.Now().In(a.UI.Zone).Format("2006-01-02") + ".csv"
	a.UI.Files.Save(kit.T("Save as CSV"), name, []kit.FileKind{{Name: "CSV", Extensions: []string{".csv"}}}, func(path string) {
		zone := a.UI.Zone
		kit.Run(a.UI, nil, func(ctx context.Context) (int, error) {
			all, err := a.Store.Deliveries(ctx, q)
			if err != nil {
				return 0, err
			}
			table := [][]string{{"address", "campaign", "state", "changed", "tries", "what_happened", "stage", "code", "enhanced", "reply"}}
			for _, d := range all {
				what := ""
				if d.Verdict.Kind != "" {
					what = kit.T(mailing.Advise(d.Verdict).Title)
				}
				table = append(table, []string{
					d.Address, d.Campaign, string(d.State), d.ChangedAt.In(zone).Format("2006-01-02 15:04:05"), strconv.Itoa(d.Tries),
					what, string(d.Reply.Stage), code(d.Reply.Code), d.Reply.Enhanced, d.Reply.Text,
				})
			}
			return len(all), writeFile(path, table)
		}, func(n int, err error) {
			if err != nil {
				kit.ShowError(a.UI, err)
				return
			}
			a.UI.Toast(kit.N("{{.N}} row was saved in {{.File}}.", "{{.N}} rows were saved in {{.File}}.", n, kit.M{"File": filepath.Base(path)}), nil)
		})
	})
}

func code(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func writeFile(path string, table [][]string) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // addresses are nobody else's business
	if err != nil {
		return fmt.Errorf("export: %w: %w", mailing.ErrUnreadable, err)
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}()
	return contactfile.WriteTable(f, table)
}
