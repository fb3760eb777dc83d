package mailing

// coded is what enhanced codes beyond RFC 3463 mean: those of the IANA register and of Microsoft and Google, who publish theirs.
// They say it whatever the language of the text.
type coded struct {
	subject, from, to int // x.subject.from to x.subject.to
	means             saying
}

// registered codes have one meaning in the register, but servers use them for other things too: the text decides first.
func registered() []coded {
	return []coded{
		{1, 10, 10, saysDomain}, // null MX
		{7, 4, 4, saysLoginFirst},
		{7, 10, 10, saysTLS},
		{7, 17, 18, saysUnknown}, // the mailbox has another owner now
		{7, 20, 24, saysDomainAuth},
		{7, 25, 25, saysReverse},
		{7, 26, 27, saysDomainAuth},
		{7, 28, 28, saysThrottle},
		{7, 30, 32, saysDomainAuth},
		{7, 40, 40, saysDomainAuth},
	}
}

// owned codes are of one provider alone, and nobody else uses them.
func owned() []coded {
	return []coded{
		{1, 90, 90, saysQuota},
		{2, 121, 121, saysToThisOne},
		{2, 122, 122, saysReceives},
		{4, 310, 310, saysDomain},
		{7, 57, 57, saysLoginFirst},
		{7, 60, 60, saysSendAs},
		{7, 64, 64, saysRelay},
		{7, 124, 124, saysByRecipient},
		{7, 133, 136, saysByRecipient},
		{7, 193, 193, saysByRecipient},
		{7, 232, 233, saysQuota},
		{7, 321, 325, saysTLS},
		{7, 501, 503, saysSendingBlocked},
		{7, 504, 505, saysByRecipient},
		{7, 506, 506, saysHello},
		{7, 507, 507, saysByRecipient},
		{7, 508, 508, saysThrottle},
		{7, 509, 509, saysDomainAuth},
		{7, 510, 510, saysByPolicy},
		{7, 511, 511, saysAddressBlock},
		{7, 512, 512, saysForm},
		{7, 515, 515, saysDomainAuth},
		{7, 606, 699, saysAddressBlock},
		{7, 703, 703, saysByRecipient},
		{7, 705, 705, saysSendingBlocked},
		{7, 708, 708, saysAddressBlock},
		{7, 750, 750, saysSendingBlocked},
		{7, 850, 899, saysAddressBlock},
	}
}

// hear adds what the enhanced code says to what the text says.
func (r *reading) hear() {
	quiet := r.says == sayings{}
	for _, c := range owned() {
		if c.fits(r) {
			r.says.add(c.means)
		}
	}
	if r.subject == 7 && r.detail >= 500 && r.detail < 700 && r.code < 500 {
		r.says.add(saysThrottle) // 4.7.500–699: held back until it is known what the address is up to
	}
	if !quiet {
		return
	}
	for _, c := range registered() {
		if c.fits(r) {
			r.says.add(c.means)
		}
	}
}

func (c coded) fits(r *reading) bool {
	return r.subject == c.subject && r.detail >= c.from && r.detail <= c.to
}
