package contactfile

import (
	"slices"
	"strings"

	"evenpost/mailing"
)

var (
	// Words before a name that are no part of it. Academic titles stay: people who have them want to be called by them.
	salutations = []string{"herr", "frau", "fr", "hr", "mr", "mrs", "ms", "miss", "mx", "monsieur", "madame", "mme", "mlle", "señor", "señora", "sr", "sra", "signor", "signora", "sig"}
	// Words that belong to the last name after them.
	particles = []string{"von", "vom", "van", "vanden", "vander", "de", "del", "della", "dela", "di", "da", "do", "dos", "das", "du", "des", "le", "la", "zu", "zur", "zum", "der", "den", "ter", "ten", "te", "af", "av", "bin", "ibn", "al", "el", "mac", "st"}
	// Words behind a name.
	suffixes = []string{"jr", "sr", "jun", "sen", "ii", "iii", "iv", "phd", "msc", "bsc", "mba", "ma", "ba", "bakk", "md", "llm", "llb", "dipl", "mag", "mas", "esq"}
)

// splitName takes a whole name apart: "Anna Maria Huber" → "Anna Maria", "Huber"; "Huber, Anna" → "Anna", "Huber";
// "Ludwig van Beethoven" → "Ludwig", "van Beethoven". A single word is taken for the first name.
func splitName(full string) (first, last string) {
	full = mailing.OneLine(full)
	before, after, comma := strings.Cut(full, ",")
	if after = strings.TrimSpace(after); comma && after != "" {
		if word, _, _ := strings.Cut(after, " "); !is(suffixes, word) {
			return strings.Join(named(after), " "), strings.TrimSpace(before)
		}
		first, last = splitName(before)
		if last == "" {
			return first + ", " + after, ""
		}
		return first, last + ", " + after
	}
	words := named(strings.TrimSuffix(full, ","))
	if len(words) < 2 {
		return strings.Join(words, " "), ""
	}
	cut := len(words) - 1
	for cut > 1 && is(suffixes, words[cut]) {
		cut--
	}
	for cut > 1 && is(particles, words[cut-1]) {
		cut--
	}
	return strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
}

// named are the words of a name without the salutation.
func named(name string) []string {
	words := strings.Fields(name)
	for len(words) > 1 && is(salutations, words[0]) {
		words = words[1:]
	}
	return words
}

func is(list []string, word string) bool {
	return slices.Contains(list, strings.ToLower(strings.ReplaceAll(word, ".", "")))
}
