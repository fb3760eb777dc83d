package kit

// ShowKeys tells what can be done with the keyboard.
func ShowKeys(ui *UI) {
	keys := KeyValues(
		KV(T("Ctrl+1 … Ctrl+8"), T("goes to a page, in the order of the sidebar")),
		KV(T("Tab, Shift+Tab"), T("goes through the page, then through the sidebar")),
		KV(T("Space, Enter"), T("presses the button, ticks the box or opens the list that has the focus")),
		KV(T("Escape"), T("closes the dialog, the panel or the step back")),
		KV(T("Ctrl+N"), T("makes something new")),
		KV(T("Ctrl+F"), T("goes to the search")),
		KV(T("Ctrl+S"), T("keeps what is written")),
		KV(T("Ctrl+P"), T("pauses a campaign, or lets it go on")),
		KV(T("Ctrl+Z"), T("takes back what the newest message tells; in a field, what was typed")),
		KV(T("Arrows, Page Up, Page Down, Home, End"), T("go through a table, or scroll")),
		KV(T("Space, Shift+Arrows, Ctrl+A"), T("select in a table: one, several, all")),
		KV(T("Up from the first row"), T("goes into the head of a table: Left and Right choose a column, Space sorts by it, with Shift they make it narrower or wider")),
		KV(T("Menu, Shift+F10"), T("opens the menu of a row")),
		KV(T("Delete key"), T("deletes what is selected")),
		KV(T("F1"), T("shows this")),
	)
	NewDialog(ui, T("Keys"), ScrollBody(keys), "", nil).Sized(680, 560).Show()
}
