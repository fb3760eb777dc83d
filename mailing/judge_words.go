package mailing

// vocabulary is the word lists that phrases use: one idea each, in the languages that servers write in (English, German,
// French, Spanish, Italian, Dutch, Portuguese, Polish, some Russian).
func vocabulary() map[string]string {
	return map[string]string{
		"Not": "not no non nicht kein keine keinen pas ne nao niet geen nie не нет cannot cant dont doesnt didnt isnt wasnt unable never without failed",
		"Per": "per pro par por each every je alle na za в jede jeder jedem chaque cada ogni elke within in innerhalb during over last",

		"Mailbox": "mailbox* inbox postfach* postfaches postkasten boîte* bal buzón* buzon* casella postvak* brievenbus* skrzynk* ящик* mailfolder messagestore mailfile",
		"Account": "account* accounts konto konten kontos compte* cuenta* conta rekening uprawnien* kont аккаунт* user users username benutzer* nutzer* utilisateur* usuario* utente* utenza gebruiker* uzytkownik* пользовател* customer* client clients kunde kunden subscriber* member mailbox* postfach* inbox domain domains domäne domein dominio domaine tenant organization",
		"Person":  "user* recipient* receiver* empfänger* benutzer* nutzer* destinataire* destinatario* destinatári* usuario* utente* ontvanger* geadresseerde* gebruiker* odbiorc* adresat* uzytkownik* mailbox* postfach* boîte* bal buzón* casella postvak* skrzynk* addressee account accounts konto compte cuenta conta recip rcpt address* adresse* adress* adres* dirección* direccion* indirizzo endereço* alias пользовател* получател* адресат* ящик* subscriber member  ",
		"Sender":  "sender* absender* expéditeur* remitente* mittente* afzender* remetente* nadawc* отправител* from mailfrom originator",
		"Domain":  "domain* domäne* domaine* dominio* domein* domínio* domen* домен* <host> host* server",
		"Address": "address* adress* adresse* dirección* direccion* indirizz* endereço* adres* адрес*",

		"Msgs":    "message* msg msgs mail mails email emails nachricht* courriel* courrier* correo* mensaje* messaggi* posta bericht* berichten wiadomosc* mensagen* mensagem письм* сообщен* recipient* recipients empfänger* destinataire* destinatario* destinatari ontvanger* odbiorc* адресат* получател* rcpt rcpts newsletter* delivery deliveries",
		"Send":    "send sends sending sent sender versand* versend* sende sendes senden gesendet* sendungen verschick* envoi* envoy* envío* envio* enviad* enviar inviare invio invii inviati verzend* verzonden wysyl* wysłan* wysłać отправк* outgoing outbound ausgehend* ausgangs* sortant* saliente* saída uitgaande wychodz* relay* smtp submission submit* mailing emission",
		"Limit":   "limit limits limite limites límite* limitation* quota quotas kontingent* limiet* limit* cuota* cota* allowance maximum maximal* máximo* massimo maximale grenze obergrenze höchst* höchstgrenze* credits credit plafond tope max threshold* лимит* versandlimit* sendelimit* sendlimit maillimit* tageslimit* stundenlimit* restricción* contingent*",
		"Exceed":  "exceed* überschritten überschreit* überzogen dépass* excedid* excede* excedeu superad* superat* overschreden overschrijd* przekrocz* ultrapass* reached reach reaches erreicht* atteint* alcanzad* alcanzó raggiunt* bereikt* atingid* osiągn* hit used exhaust* aufgebraucht* ausgeschöpft* erschöpft épuis* agotad* esaurit* превыш* превысил* over sobrepas* overstreden ",
		"TooMany": "toomany trop demasiad* troppi troppe muitos muitas слишком",
		"Hours":   "hour hours hourly hr hrs day days daily today month monthly week weekly stunde stunden stündlich* std tag tage tagen täglich* heute monat monatlich* heure heures horaire jour jours journalier* journalière* quotidien* aujourdhui aujourd hora horas día días diari* hoy mes mensual* ora ore orari* orario giorno giorni giornalier* oggi mese uur dag dagen dagelijks* vandaag maand godzin* dzień dzienn* dni dnia dzis dia dias hoje час часа часов сутки суток день 24h 24hr 24hrs 1h daytime stundenlimit* tageslimit* stuendlich*",
		"Minutes": "minute minutes min mins minuto* minuten minuut минут* second seconds sec sekunde* seconde* segundo* secondi 1m 60s 1min",
		"Rate":    "rate rates rating frequency frequenc* häufigkeit frequenz débit tasa frequenza snelheid velocidad velocità tempo cadence volume",
		"Fast":    "fast quickly quick rapid* schnell rapido* rápid* velocemente snel szybko rapidement vite frequent* häufig fréquem* frecuent* frequen* often much",
		"Connect": "connection* connections session sessions sessionen verbindung* connexion* conexión* conexion* connession* verbinding* połącz* conexões conexao sitzung* sessioni sesion* sesiones соединен* thread* channel*",
		"Simul":   "concurren* simultan* gleichzeitig* parallel* gelijktijdig* równocze* jednocze* одновремен* contemporane*",

		"Block":   "block* blocked blocking geblockt* blockiert* gesperrt* sperr* bloqu* bloc* blocca* bloccat* geblokkeerd* zablokowan* blokad* blokk* заблокирован* блокирован* banned ban bans banni*",
		"Refuse":  "reject* refus* refuse* refused abgelehnt* abgewiesen* verweigert* zurückgewiesen* rejet* rejeté* rechazad* rechaz* rifiutat* respint* geweigerd* afgewezen odrzucon* odrzuc* rejeitad* recusad* denied deny denies denying disallow* отклонен* отказан* declined prohibited forbidden dropped verboten* untersagt interdit* prohibid*",
		"Suspend": "suspend* disabled disable deactivat* deaktiviert* locked lock gesperrt* stillgelegt* désactiv* desactiv* suspendu* suspendid* disattivat* disabilitat* sospes* inactiv* inaktiv* inactif inattiv* uitgeschakeld* wyłącz* zawieszon* nieaktyw* desativad* restricted terminated paused pausiert* angehalten closed cancelled canceled frozen expired abandoned discontinued hold неактивен заблокирован* отключен* geschlossen fermé* cerrad* chius* opgeheven blacklisted dormant archiv* removed deleted gelöscht* supprim* eliminad* cancellat* verwijderd usunięt* удален*",
		"Unknown": "unknown unbekannt* inconnu* desconocid* desconhecid* sconosciut* onbekend* nieznan* неизвестн* unrecognized unrouteable unroutable undeliverable unzustellbar* nonexist* inexist* inesistent*",
		"Exist":   "exist* existier* existe* existent esiste esistono bestaat istnieje существует vorhanden* found gefunden trouvé* encontrad* encontró trovat* gevonden znalezion* найден* valid known bekannt",
		"Invalid": "invalid* ungültig* invalide* inválid* nieprawidł* ongeldig* illegal malformed bad wrong incorrect falsch* incorrect* incorreta* errat* errad* błędn* неверн* mistyped",
		"Full":    "full voll pleine plein rempli* lleno llena llen* pieno piena vol cheia cheio pełna pełn* przepełnion* переполнен* overflow* overfull überfüllt* überlastet saturé* saturad*",
		"Space":   "space storage speicherplatz* speicher* espace stockage espacio almacenamiento spazio opslag ruimte miejsc* espaço capacity",
		"Lack":    "insufficient out not no low nicht kein* kaum ungenügend* unzureichend* insuffisant* insuficiente* insufficiente onvoldoende brak lack exceeds enough niewystarcz* sem sin exhausted",

		"Spam":    "spam* spammy junk basura indesiderat* ongewenst* indesejad* ube uce bulk unsolicited unerwünscht* spamverdacht* phish* phishing indésirable* indesirable* nodeseado spamassassin pourriel* спам* niechcian* scam fraud* werbung",
		"Virus":   "virus* malware viren* trojan* infected infiziert* wurm worm вирус* malicious schadsoftware exploit",
		"Attach":  "attachment* attach attached anhang anhänge* pièce pièces adjunto* allegat* bijlage* załącznik* anexo* вложен* filetype extension executable",
		"Content": "content* inhalt* contenu* contenido* contenuto* inhoud treść tresc conteúdo содержим* body subject betreff sujet asunto keyword* url urls link links signature ",
		"Size":    "size mailsize messagesize größe taille tamaño tamanho dimension* grootte rozmiar размер* length large big groß oversize* grande groot duż* gross volumin*",

		"Login":     "login logins logon logons auth authenti* authentifiz* authentifi* autentic* autenti* authenticat* uwierzyteln* аутентификац* авторизац* password* passwort* kennwort* passe contraseña* wachtwoord* hasło* senha parol* пароль credentials zugangsdaten anmeld* credential* signin sasl benutzername identifiant* inloggen logowan* identific*",
		"Fail":      "fail* failure fehlgeschlagen* fehler* failed échou* échec echec fallid* falló fallo fallit* mislukt* nieudan* falhou ungültig* invalid* incorrect* falsch* incorrecta* inválid* unsuccessful errat* errad* wrong bad reject* refus* refusé* denied abgelehnt* verweigert* rechazad* disabled deaktiviert blocked unable not nicht error* erreur* неудач* ошибк* неверн* błąd* błędn* unrecognized expired",
		"Required":  "require* required requires requis* erforderlich* benötigt* nötig notwendig* requerid* requiere* nécessaire* necesari* richiest* vereist* nodig wymagan* necessári* exigid* needed need first must mandatory obligatoire* obligatori* требуется missing ",
		"Tls":       "tls starttls ssl encrypt* verschlüssel* chiffr* cifrad* crittografi* szyfrowan* versleutel* cleartext unencrypted",
		"Reputat":   "reputation* réputation* reputación* reputazione reputatie reputaç* senderscore talos",
		"Policy":    "policy policies richtlinie* politique* política* politica* politic* beleid polityk* regel* règle* regla* regole rule rules zasad* regra* политик* aup terms restriction* restrict* prohibit* prohibition administrativ*",
		"Later":     "later später spaeter ultérieur* tard tarde tardi later* straks później pozniej depois позже again erneut nochmals réessay* nouveau nuevo novamente riprov* opnieuw ponownie попробуйте temporar* vorübergehend* zeitweilig* zeitweise temporair* temporal* temporane* tijdelijk* tymczasow* временно retry momentan* shortly soon",
		"Temporary": "temporar* vorübergehend* zeitweilig* zeitweise temporair* temporal* temporane* tijdelijk* tymczasow* временн* transient momentan* currently busy overload* überlast* beschäftigt surcharg*",
		"List":      "list lists listed listing listings liste lista listen listas gelistet* listé* listad* elencat* lijst aufgeführt steht répertori* listado",
		"Black":     "black block deny bad schwarz* noir* negra* nera zwarte czarn* drop",
		"Blacklist": "blacklist* blocklist* blackhole* denylist* rbl* dnsbl* uribl surbl dbl xbl sbl pbl sperrliste* blockliste* bannedlist uribl* rblsmtpd spamhaus spamcop sorbs barracudacentral* uceprotect* senderbase backscatterer* nixspam mailspike abusix invaluement cbl spfbl psbl wpbl spamrats manitu fabel spamsources hostkarma",
		"Ip":        "ip ips <ip> netblock* network* netz* réseau* subnet range ipv4 ipv6",
		"Client":    "client host hosts ip ips <ip> <host> server servers mailserver* mta network* connection* connections peer",
		"Contact":   "contact kontakt* contactez contacte postmaster administrator support",
	}
}

// unspaced are phrases of scripts that have no spaces, mostly of the big Chinese providers.
func unspaced() map[saying]string {
	return map[saying]string{
		saysUnknown:      "用户不存在 用户未找到 收件人不存在 邮箱不存在 帐号不存在 账号不存在 地址不存在 收信人不存在 不存在的用户 用户名不存在 无此用户 無此用戶 使用者不存在 帳號不存在 收件人地址无效 存在しません 宛先不明 사용자를",
		saysFull:         "邮箱已满 信箱已满 邮箱空间不足 邮箱容量不足 空间已满 容量已满 信箱已滿 超出邮箱容量 収信箱已满 收件箱已满 邮箱满 容量超限",
		saysQuota:        "发信量超过 发送量超过 发信数量超过 发送数量超过 发信超限 发信量超出 超过每日 超过当日 每日发送 当天发送 当日发信 今日发送 今天发 超过每小时 发信配额 发送配额 超过限额 每日限额 发送上限 发信上限 日发送 超出发送 寄信數量 每日上限",
		saysThrottle:     "频率过高 频率超过 频率限制 频率受限 发送过快 过于频繁 连接频率 发信频率 发送频率 訪問頻率 速度过快 頻率 请求过多",
		saysConnections:  "连接数过多 并发连接 连接过多 连接数超过 同时连接 连接数",
		saysListed:       "黑名单 黑名單 信誉",
		saysAddressBlock: "ip被 ip地址被 您的ip IP被拒绝 拒绝您的ip 禁止该ip ip不被允许",
		saysSenderBlock:  "用户被锁定 用户被禁用 用户被封 帐号被禁用 账号被禁用 账号被封 帐号被封 帐户被锁定 账户被锁定 发信功能 帐号异常 账号异常 帐户异常 发信权限 停用发信 禁止发信 已被冻结",
		saysLogin:        "密码错误 授权码 认证失败 验证失败 身份验证失败 登录失败 登陆失败 帐号或密码 账号或密码 用户名或密码 認證失敗 密碼錯誤 登录密码 独立密码",
		saysSpam:         "垃圾邮件 垃圾信 內容被拒 内容被拒 内容违规 垃圾郵件 违规内容 敏感词 迷惑メール 内容包含 涉嫌垃圾 内容被",
		saysVirus:        "病毒",
		saysSenderRefuse: "发件人地址 发信人地址 发件人与 发信人与 发件地址 与登录用户不一致 与认证用户不",
		saysSize:         "邮件太大 邮件过大 超过大小 大小超过 附件过大 大小限制",
		saysDomainAuth:   "spf检查 dmarc检查 spf验证 dkim验证 spf失败",
		saysLater:        "稍后再试 稍后重试 请稍后 暂时 稍後",
		saysDomain:       "域名不存在 收件人域名",
		saysPolicy:       "拒绝接收 拒收 策略",
	}
}
