// Package compose turns a template and a contact into a finished message.
//
// Merge fields are Liquid: {{ first_name | default: "there" }}, {% if company %} … {% endif %}. A template is read once:
// its tags are taken out and replaced by marks, Markdown becomes HTML, the text part is made from the HTML, and only
// then the tags come back, each with a filter that escapes for the very place where it stands. So a value of a contact
// is never Markdown, never markup, never a header, whatever is in it. Loops and includes are refused: there is nothing
// to loop over, and they are how a template runs for ever or reads a file.
package compose
