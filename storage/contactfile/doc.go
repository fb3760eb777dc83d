// Package contactfile reads and writes contacts in files. It takes what spreadsheet programs really write: it finds
// out encoding, separator, titles and columns by itself, keeps the good rows and says of every bad one where it is and
// why it was left out.
//
// Memory stays bounded for any file: a row is at most 1 MiB and 1,000 columns, and rows are handed on one by one.
package contactfile
