### The server about itself, and errors.

landing-default-lead = Ein Ort für Menschen, die sich kennen, und für alle, die sich noch kennenlernen.
landing-sign-up = Konto erstellen
landing-sign-in = Anmelden
landing-closed = Zurzeit können keine neuen Konten erstellt werden.
landing-latest = Neueste öffentliche Beiträge
landing-more = Mehr öffentliche Beiträge
landing-no-posts = Noch hat niemand etwas geschrieben.
landing-feature-order = Das Neueste zuerst
landing-feature-order-text = Deine Startseite zeigt alle, denen du folgst, in der Reihenfolge ihrer Beiträge. Nichts drängt sich dazwischen.
landing-feature-audience = Du bestimmst, wer mitliest
landing-feature-audience-text = Jeder Beitrag ist für alle, für deine Follower oder nur für die, die du darin erwähnst.
landing-feature-apps = Nimm die App, die du magst
landing-feature-apps-text = Neben diesen Seiten funktioniert hier jede App, die für Mastodon gemacht ist.
about-title = Über
about-domain = Domain
about-version = Version
about-contact = Kontakt
about-rules = Regeln
about-apps-title = Apps
about-apps-text = Jede App für Mastodon funktioniert hier. Wenn sie nach einem Server fragt, gib { $domain } an.
about-privacy = Datenschutzerklärung
about-terms = Nutzungsbedingungen
about-no-description = Wer diesen Server betreibt, hat ihn noch nicht beschrieben.
counts-people = { $count ->
    [one] Person
   *[other] Personen
}
counts-statuses = { $count ->
    [one] Beitrag
   *[other] Beiträge
}

## Texts about the server

text-written = Gültig seit { $date }.
privacy-title = Datenschutzerklärung
privacy-kept = Dieser Server speichert, was du ihm gibst: deinen Namen, deine E-Mail-Adresse, einen nicht umkehrbaren Hash deines Passworts, deine Beiträge und dein Profil, wem du folgst und wen du blockierst oder stummschaltest, außerdem die Apps und Browser, in denen du angemeldet bist, mit der Adresse, von der jeder Browser kam, und dem Zeitpunkt der letzten Nutzung.
privacy-seen = Einen Beitrag sehen die, für die er bestimmt ist: alle, deine Follower oder die darin Erwähnten. Wer den Server betreibt, könnte lesen, was in seiner Datenbank steht; auch private Beiträge sind davor nicht durch Verschlüsselung geschützt.
privacy-others = Nichts wird an Werbetreibende weitergegeben, und keine Seite hier lädt etwas von anderswo. Apps bekommen, was du ihnen erlaubst, bis du es widerrufst.
privacy-leaving = Wenn du dein Konto löschst, ist es sofort nicht mehr zu sehen. Was du geschrieben hast, wird in den Minuten danach gelöscht. In Sicherungskopien kann es so lange erhalten bleiben, wie die Betreibenden des Servers sie aufbewahren.
privacy-operator = Was darüber hinaus gilt, legen die Betreibenden dieses Servers fest; frag sie unter der Adresse, die auf der Seite „Über“ steht.
terms-title = Nutzungsbedingungen
terms-yours = Was du schreibst, bleibt deins. Du erlaubst diesem Server, es denen zu zeigen, für die es bestimmt ist.
terms-others = Nutze den Server nicht, um Gesetze zu brechen, andere zu belästigen oder dich für jemand anderen auszugeben. Wer ihn betreibt, kann Konten sperren, die das tun.
terms-operator = Der Server wird so bereitgestellt, wie er ist, ohne Gewährleistung. Was darüber hinaus gilt, legen die Betreibenden fest.

## Errors

problem-home = Zur Startseite
problem-request = Anfrage { $id }
problem-request-hint = Wenn du das meldest, gib bitte die Nummer der Anfrage an.
## Sentences of the API that people may read without an app; the English ones are the API's own, letter for letter.

refusal-blocked-by = Dieses Konto blockiert dich, deshalb kannst du ihm nicht folgen.
refusal-blocking = Du blockierst dieses Konto. Hebe das auf, bevor du ihm folgst.
refusal-last-owner = Es gibt sonst niemanden, dem der Server gehört. Mache zuerst jemand anderen dazu.
refusal-not-for-everyone = Dieser Beitrag ist nicht für alle bestimmt und kann nicht geteilt werden.
refusal-other-site = Dieses Formular kam von einer anderen Website und wurde nicht angenommen.

problem-400-title = Das haben wir nicht verstanden
problem-400-text = Etwas in der Adresse oder im Formular war nicht verständlich.
problem-401-title = Bitte melde dich an
problem-401-text = Diese Seite ist nur für angemeldete Personen.
problem-403-title = Das ist nicht erlaubt
problem-403-text = Mit deinem Konto geht das nicht, oder das Formular kam von woanders.
problem-404-title = Hier ist nichts
problem-404-text = Die Seite gibt es nicht, sie wurde gelöscht, oder sie ist nicht für dich bestimmt.
problem-405-title = Das geht hier nicht
problem-405-text = Diese Adresse nimmt solche Anfragen nicht an.
problem-410-title = Nicht mehr da
problem-410-text = Das war einmal hier und wurde gelöscht.
problem-413-title = Das ist zu groß
problem-413-text = Was du geschickt hast, ist größer, als dieser Server annimmt. Geh zurück und schicke eine kleinere Datei oder einen kürzeren Text.
problem-422-title = Das ließ sich nicht speichern
problem-422-text = Etwas im Formular stimmte nicht. Geh zurück und prüfe es.
problem-429-title = Etwas langsamer, bitte
problem-429-text = Von dir kamen in kurzer Zeit zu viele Anfragen. Warte einen Moment und versuche es noch einmal.
problem-500-title = Da ist etwas kaputtgegangen
problem-500-text = Das liegt an uns, nicht an dir. Der Fehler steht jetzt im Protokoll.
problem-503-title = Gleich wieder da
problem-503-text = Der Server ist ausgelastet oder wird gewartet. Versuche es in einer Minute noch einmal.

## The reference of the API

docs-title = API-Referenz
docs-lead = Dieser Server spricht die Client-API von Mastodon, also funktioniert jede Bibliothek für Mastodon mit ihm. Was Mastodon nicht kennt, steht unter /api/kinfolk/v1.
docs-calls = Sende Parameter als JSON, als Formular oder als Multipart und ein Token als „Authorization: Bearer …“. IDs sind Text. Zeiten folgen RFC 3339 in UTC.
docs-errors-all = Ein Fehler ist ein Objekt mit „error“. Jede Operation kann 429 antworten, wenn es zu viele Anfragen waren, und 503, solange die Datenbank nicht erreichbar ist; Operationen mit Token antworten 401, wenn es fehlt oder ungültig ist.
docs-download = Dasselbe als OpenAPI-3.1-Dokument
docs-back = Alle Operationen
docs-deprecated = es gibt einen neueren Weg
docs-parameters = Parameter
docs-errors = Fehler
docs-answer = Antwort
docs-example = Eine echte Antwort
docs-in-path = im Pfad
docs-in-query = in der Query
docs-in-body = im Body
docs-access-open = Für alle.
docs-access-anyone = Für alle; ein Token muss eine dieser Berechtigungen haben: { $scopes }.
docs-access-person = Für Personen, deren Token eine dieser Berechtigungen hat: { $scopes }.
docs-access-any-person = Für Personen mit beliebigem Token.
docs-access-token = Für Personen und Anwendungen, deren Token eine dieser Berechtigungen hat: { $scopes }.
docs-access-any-token = Für Personen und Anwendungen mit beliebigem Token.
docs-access-client = Für Anwendungen, mit ihrer ID und ihrem Geheimnis.

## The design page

design-title = Design
design-lead = Die Farben, Größen und Komponenten, aus denen hier jede Seite besteht, hell und dunkel.
design-light = Hell
design-dark = Dunkel
design-colours = Farben
design-type = Schrift
design-sample = Menschen, die sich kennen
design-measures = Abstände, Ecken, Bewegung
design-rest = In Ruhe
design-hover = Zeiger darüber
design-focus = Fokus
design-active = Gedrückt
design-off = Aus
design-on = An
design-busy = Wartet
design-over = Zu lang
design-refused = Abgelehnt
design-warning-open = Warnung, offen
design-composer = Beitrag verfassen
design-people = Profile, je nachdem, wie man zueinander steht
design-navigation = Navigation
design-buttons = Schaltflächen, Aktionen, Etiketten
design-fields = Felder
design-cards = Karten, Zeilen, Profilbilder
design-menus = Menüs, Tabs, Dialoge, Tasten
design-notices = Hinweise und Toasts
design-waiting = Platzhalter und leere Zustände
