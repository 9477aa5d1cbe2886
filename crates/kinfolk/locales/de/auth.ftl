### The way in: sign up, log in, consent, first owner.

## Fields

field-username = Profilname
field-username-hint = Buchstaben, Ziffern und _, höchstens 30 Zeichen. Du bist dann @name@{ $domain }.
field-email = E-Mail-Adresse
field-password = Passwort
field-password-hint = Mindestens 8 Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.
field-code = Einrichtungscode
field-code-hint = Der Server hat ihn beim Start ausgegeben.
field-login = E-Mail-Adresse oder Profilname
field-reason = Warum möchtest du mitmachen?
field-reason-hint = Das liest die Moderation, bevor dein Konto freigeschaltet wird.

## What is wrong with a field: fault-CODE, or fault-FIELD-CODE where there is more to say. CODE is the API's, as "taken"
## for ERR_TAKEN.

fault-blank = Bitte fülle dieses Feld aus.
fault-invalid = Das ist ungültig.
fault-taken = Das ist schon vergeben.
fault-too-short = Das ist zu kurz.
fault-too-long = Das ist zu lang.
fault-reserved = Dieser Name ist für den Server reserviert.
fault-accepted = Bitte stimme zu.
fault-inclusion = Das steht nicht zur Auswahl.
fault-blocked = Das kann hier nicht verwendet werden.
fault-too-many = Das sind zu viele.
fault-text-blank = Schreib zuerst etwas.
fault-text-too-long = Der Beitrag ist zu lang.
fault-language-invalid = Das ist keine der Sprachen.
fault-domain-invalid = Das ist keine Domain.
fault-domain-own = Das ist dieser Server selbst.
fault-avatar-invalid = Dieses Bild lässt sich nicht lesen; JPEG, PNG, GIF und WebP gehen.
fault-header-invalid = Dieses Bild lässt sich nicht lesen; JPEG, PNG, GIF und WebP gehen.
fault-avatar-too-large = Dieses Bild ist zu groß: höchstens 8 MB, 8.192 Pixel je Seite und 33 Millionen insgesamt.
fault-header-too-large = Dieses Bild ist zu groß: höchstens 8 MB, 8.192 Pixel je Seite und 33 Millionen insgesamt.
fault-choose-again = Wähle das Bild noch einmal aus: Es wurde nicht gespeichert.
fault-username-invalid = Ein Profilname darf nur Buchstaben, Ziffern und _ enthalten.
fault-username-taken = Dieser Name ist schon vergeben.
fault-username-too-long = Ein Profilname hat höchstens 30 Zeichen.
fault-email-invalid = Das ist keine E-Mail-Adresse.
fault-email-taken = Mit dieser Adresse gibt es schon ein Konto. Möchtest du dich stattdessen anmelden?
fault-email-blocked = Adressen dieses Anbieters werden hier nicht angenommen.
fault-password-too-short = Nimm mindestens 8 Zeichen.
fault-password-too-long = Nimm höchstens 128 Zeichen.
fault-password-invalid = Das ist zu leicht zu erraten: Viele verwenden es, oder es ist dein Name oder deine Adresse.
fault-password-taken = Das ist dein bisheriges Passwort.
fault-agreement-accepted = Bitte stimme zuerst den Regeln zu.
fault-current_password-invalid = Das ist nicht dein Passwort.
fault-email_password-invalid = Das ist nicht dein Passwort.
fault-delete_password-invalid = Das ist nicht dein Passwort.
fault-delete_username-invalid = Das ist nicht dein Profilname.
fault-password_confirmation-confirmation = Die beiden Passwörter stimmen nicht überein.
fault-code-invalid = Das ist nicht der Code, den der Server ausgegeben hat.
fault-comment-too-long = Eine Notiz hat höchstens 2.000 Zeichen.
fault-q-too-long = Suche nach höchstens 500 Zeichen.

## Sign up

sign-up-closed-title = Registrierung geschlossen
sign-up-closed-text = Auf diesem Server können zurzeit keine neuen Konten erstellt werden.
sign-up-invite-text = Für ein neues Konto auf diesem Server brauchst du eine Einladung.
sign-up-approval-text = Neue Konten auf diesem Server muss die Moderation freigeben. Das lässt sich hier noch nicht beantragen.
sign-up-title = Registrieren
sign-up-heading = Bei { $site } mitmachen
sign-up-lead = Erstelle ein Konto, um anderen zu folgen und Beiträge zu schreiben.
sign-up-submit = Konto erstellen
sign-up-agreement = Ich halte mich an die Regeln und Bedingungen dieses Servers.
sign-up-rules = Regeln
sign-up-have-account = Du hast schon ein Konto?

## Log in

sign-in-title = Anmelden
sign-in-heading = Bei { $site } anmelden
sign-in-for-app = { $app } möchte Zugriff. Melde dich zuerst an.
sign-in-submit = Anmelden
sign-in-ended = Du wurdest abgemeldet. Melde dich an, um weiterzumachen.
sign-in-unsent = Was du geschrieben hast, wurde nicht gesendet. Kopiere es, bevor du dich anmeldest.
sign-in-unsent-post = Dein Beitrag
sign-in-remember = Auf diesem Gerät angemeldet bleiben
sign-in-wrong = Name oder Passwort stimmt nicht.
sign-in-unconfirmed = Deine E-Mail-Adresse ist noch nicht bestätigt. Öffne den Link in der E-Mail, die du bekommen hast.
sign-in-pending = Die Moderation muss dein Konto zuerst freischalten.
sign-in-disabled = Dieses Konto ist deaktiviert.
sign-in-no-account = Noch kein Konto?

## Passwort vergessen

recovery-link = Passwort vergessen?
recovery-title = Passwort vergessen
recovery-lead = Gib die E-Mail-Adresse deines Kontos an. Dorthin geht ein Link, mit dem du ein neues Passwort wählst.
recovery-submit = Link senden
recovery-no-mail = Diese Seite verschickt keine E-Mails und kann dir darum keinen Link senden. Wer sie betreibt, kann dir ein neues Passwort geben.
recovery-ask = Frag
recovery-back = Zurück zur Anmeldung
recovery-choose = Neues Passwort wählen
recovery-choose-lead = Für @{ $username }. Alle Browser und Apps, die bei dem Konto angemeldet sind, werden abgemeldet.
recovery-choose-submit = Passwort setzen
recovery-void-title = Dieser Link gilt nicht mehr
recovery-void-text = Er wurde schon benutzt, ist älter als eine Stunde oder wurde durch einen neueren ersetzt.
recovery-again = Neuen Link senden
mail-recovery-subject = Neues Passwort für { $site }
mail-hello = Hallo { $name },
mail-recovery-lead = jemand, wahrscheinlich du, möchte ein neues Passwort für dein Konto bei { $site }. Hier kannst du es wählen:
mail-recovery-once = Der Link gilt einmal und eine Stunde lang.
mail-recovery-not-you = Wenn du das nicht warst, musst du nichts tun: Dein Passwort bleibt, wie es ist.

## Consent

consent-title = Zugriff erlauben
consent-heading = { $app } möchte auf dein Konto zugreifen
consent-unchecked = Die App hat ihren Namen selbst gewählt. Erlaube den Zugriff nur, wenn du das selbst angestoßen hast.
consent-website = Website
consent-account = Angemeldet als
consent-scopes = Die App kann dann
consent-redirect = Deine Antwort geht an { $host }.
consent-allow = Erlauben
consent-deny = Ablehnen
consent-denied-title = Kein Zugriff
consent-denied-text = Die App hat keinen Zugriff auf dein Konto bekommen. Du kannst diese Seite schließen.
consent-other-account = Das bist nicht du? Abmelden
out-of-band-title = Code für { $app }
out-of-band-text = Kopiere diesen Code und füge ihn in { $app } ein.
out-of-band-label = Autorisierungscode
out-of-band-warning = Wer diesen Code hat, kann dein Konto benutzen. Gib ihn nur in der App ein und sonst niemandem.

## First owner

setup-title = Einrichten
setup-heading = Deinen Server einrichten
setup-lead = Erstelle das erste Konto. Damit gehört dir der Server, und du kannst alles ändern.
setup-submit = Hauptkonto erstellen

## What apps ask for, in words. The key is the scope with ":" and "_" as "-".

scope-profile = deinen Namen und dein Profilbild sehen
scope-read = alles in deinem Konto lesen
scope-read-accounts = Konten und Profile sehen
scope-read-blocks = sehen, wen du blockierst
scope-read-bookmarks = deine Lesezeichen sehen
scope-read-favourites = deine Favoriten sehen
scope-read-collections = deine Sammlungen sehen
scope-read-filters = deine Filter sehen
scope-read-follows = sehen, wem du folgst
scope-read-lists = deine Listen sehen
scope-read-mutes = sehen, wen du stummschaltest
scope-read-notifications = deine Mitteilungen sehen
scope-read-search = für dich suchen
scope-read-statuses = Beiträge sehen
scope-write = Beiträge schreiben und alles in deinem Konto ändern
scope-write-accounts = dein Profil ändern
scope-write-blocks = Profile blockieren
scope-write-bookmarks = Lesezeichen setzen
scope-write-collections = deine Sammlungen ändern
scope-write-conversations = Unterhaltungen stummschalten und löschen
scope-write-favourites = Beiträge favorisieren
scope-write-filters = deine Filter ändern
scope-write-follows = anderen folgen
scope-write-lists = deine Listen ändern
scope-write-media = Dateien hochladen
scope-write-mutes = Profile und Unterhaltungen stummschalten
scope-write-notifications = deine Mitteilungen löschen
scope-write-reports = Profile und Beiträge melden
scope-write-statuses = in deinem Namen Beiträge veröffentlichen
scope-follow = Profilen folgen, sie stummschalten und blockieren
scope-push = dir Push-Mitteilungen senden
scope-offline-access = angemeldet bleiben
scope-admin-read = alle Daten auf dem Server lesen
scope-admin-write = alle Daten auf dem Server ändern
