### Words that every page shares: navigation, dates, numbers, messages after an action.

## Layout

skip-link = Zum Inhalt springen
nav-label = Hauptmenü
nav-home = Startseite
nav-public = Öffentlich
nav-search = Suche
nav-lists = Listen
nav-notifications = Mitteilungen
nav-unread = { $count ->
    [one] { $count } ungelesen
   *[other] { $count } ungelesen
}
nav-profile = Profil
nav-about = Über
nav-sign-in = Anmelden
nav-sign-up = Registrieren
nav-sign-out = Abmelden
nav-compose = Neuer Beitrag
nav-account = Dein Konto
nav-back = Zurück
aside-label = Über diesen Server
aside-join-title = Neu hier?
aside-join-text = Erstelle ein Konto auf { $site }, um anderen zu folgen, zu antworten und eigene Beiträge zu schreiben.
aside-member-text = Du hast schon ein Konto?
foot-powered = Läuft mit Kinfolk { $version }

## Lists

list-newer = Neuere
list-older = Ältere
list-pages = Seiten

## Searching

search-label = Profile suchen
search-placeholder = Name oder @profilname
search-button = Suchen

## Dates and numbers. Short distances stand alone beside a name: "5m" for five minutes.

ago-now = jetzt
ago-minutes = { $count } Min.
ago-hours = { $count } Std.
ago-days = { $count } T.
date-short = { $day }. { $month }
date-short-year = { $day }. { $month } { $year }
date-full = { $day }. { $month } { $year } um { $time } UTC
date-month = { $month } { $year }
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
month-short-1 = Jan.
month-short-2 = Feb.
month-short-3 = März
month-short-4 = Apr.
month-short-5 = Mai
month-short-6 = Juni
month-short-7 = Juli
month-short-8 = Aug.
month-short-9 = Sept.
month-short-10 = Okt.
month-short-11 = Nov.
month-short-12 = Dez.
group-separator = .
# From how many digits on a number is grouped.
group-from = 4
decimal-separator = ,
count-thousands = { $number } Tsd.
count-millions = { $number } Mio.
count-billions = { $number } Mrd.

## Messages after an action

flash-posted = Dein Beitrag ist veröffentlicht.
flash-replied = Deine Antwort ist veröffentlicht.
flash-deleted = Der Beitrag ist gelöscht.
flash-blocked = Ihr seht ab jetzt nichts mehr voneinander.
flash-unblocked = Die Blockierung ist aufgehoben.
flash-muted = Stummgeschaltet: Die Beiträge dieser Person fehlen ab jetzt in deinen Timelines. Sie erfährt nichts davon.
flash-unmuted = Die Stummschaltung ist aufgehoben.
flash-saved = Gespeichert.
flash-list-deleted = Die Liste ist gelöscht. Du folgst weiterhin allen, die darauf standen.
flash-list-made = Die Liste ist angelegt. Füge nun Leute hinzu.
flash-list-added = Zur Liste hinzugefügt.
flash-list-removed = Von der Liste entfernt.
flash-domain-blocked = Du siehst ab jetzt nichts mehr von dieser Domain.
flash-cleared = Alle Mitteilungen sind gelöscht.
flash-requested = Deine Anfrage ist verschickt und kann nun angenommen werden.
flash-withdrawn = Deine Anfrage ist zurückgezogen.
flash-followed = Du folgst diesem Profil jetzt.
flash-unfollowed = Du folgst diesem Profil nicht mehr.
flash-befriended = Ihr seid jetzt befreundet und folgt einander.
flash-unfriended = Ihr seid nicht mehr befreundet und folgt einander nicht mehr.
flash-follower-removed = Dieses Profil folgt dir nicht mehr. Niemand erfährt davon.
flash-let-in = Dieses Profil folgt dir jetzt.
flash-declined = Die Anfrage ist abgelehnt. Niemand erfährt davon.
flash-request-gone = Diese Anfrage gibt es nicht mehr: Sie wurde schon beantwortet oder zurückgezogen.
flash-welcome = Willkommen! Dein Konto ist bereit.
flash-signed-out = Du bist abgemeldet.
flash-password-changed = Dein Passwort ist geändert, und deine anderen Browser sind abgemeldet.
flash-recovery-sent = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link dorthin unterwegs. Sieh auch im Spam nach.
flash-password-recovered = Dein Passwort ist geändert. Melde dich damit an.
flash-email-changed = Deine E-Mail-Adresse ist geändert.
flash-session-ended = Der Browser ist abgemeldet.
flash-sessions-ended = Alle anderen Browser sind abgemeldet.
flash-app-removed = Die App kann dein Konto nicht mehr benutzen.
flash-profile-saved = Dein Profil ist gespeichert.
flash-privacy-saved = Deine Einstellungen zur Privatsphäre sind gespeichert.
flash-account-deleted = Dein Konto ist gelöscht.
flash-try-again = Das hat nicht geklappt. Bitte versuche es noch einmal.

## What scripts say and offer

live-offline = Keine Verbindung. Bitte versuche es gleich noch einmal.
keys-title = Tastenkürzel
keys-close = Schließen
keys-next = Nächster Beitrag
keys-previous = Vorheriger Beitrag
keys-help = Diese Hilfe
keys-on = Diese Tastenkürzel verwenden
