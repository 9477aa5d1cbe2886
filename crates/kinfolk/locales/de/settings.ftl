### Settings: credentials, sessions, apps, the profile.

settings-title = Einstellungen
settings-profile = Profil
settings-account = Passwort, E-Mail, Löschen
settings-privacy = Privatsphäre
settings-appearance = Sprache und Darstellung
settings-sessions = Wo du angemeldet bist
settings-apps = Apps
settings-save = Speichern

## Language and appearance

# The language's own name for itself.
language-name = Deutsch
appearance-language = Sprache
appearance-language-auto = Die deines Browsers
appearance-language-hint = Für die Seiten und für E-Mails an dich. Beiträge bleiben, wie sie geschrieben wurden.
appearance-scheme = Farben
appearance-scheme-auto = Wie dein Gerät eingestellt ist
appearance-scheme-light = Hell
appearance-scheme-dark = Dunkel
appearance-text = Schriftgröße
appearance-text-normal = Wie dein Browser eingestellt ist
appearance-text-large = Groß
appearance-text-larger = Größer
appearance-motion = Bewegung
appearance-less-motion = Animationen ausschalten
appearance-less-motion-hint = Sonst gilt die Einstellung deines Geräts.
appearance-wrong = Das steht nicht zur Auswahl. Es wurde nichts geändert.

## Password, address, deletion

account-password = Passwort ändern
account-password-lead = Alle anderen Browser, die in deinem Konto angemeldet sind, werden abgemeldet. Apps bleiben, bis du sie entfernst:
account-current-password = Aktuelles Passwort
account-new-password = Neues Passwort
account-new-password-again = Neues Passwort wiederholen
account-password-submit = Passwort ändern
account-email = E-Mail-Adresse ändern
account-email-now = Deine Adresse ist { $email }.
account-new-email = Neue Adresse
account-email-submit = Adresse ändern
account-delete = Konto löschen
account-delete-lead = Dein Profil, deine Beiträge und alles andere von dir wird endgültig gelöscht, und niemand kann es zurückholen. Dein Profilname wird nicht noch einmal vergeben.
account-delete-username = Gib zur Bestätigung { $username } ein
account-delete-submit = Mein Konto löschen

## Sessions

sessions-lead = Browser, die in deinem Konto angemeldet sind. Melde ab, was du nicht kennst, und ändere dann dein Passwort.
sessions-this = Dieser Browser
sessions-end = Abmelden
sessions-end-others = Überall sonst abmelden
session-on = { $browser } auf { $system }
session-unknown = Unbekannter Browser
since = Seit dem
last-used = Zuletzt genutzt am

## Apps

apps-lead = Apps, denen du erlaubt hast, dein Konto zu benutzen. Was eine App darf, steht unter ihrem Namen.
apps-empty-title = Keine Apps
apps-empty-text = Apps, denen du erlaubst, dein Konto zu benutzen, stehen hier.
apps-remove = Entfernen
apps-command-line = Kommandozeile des Servers

## Profile

profile-edit = Profil bearbeiten
profile-avatar = Profilbild
profile-avatar-hint = Wird quadratisch gezeigt. Angaben zu Kamera und Ort werden aus der Datei entfernt. Bis 8 MB.
profile-header = Titelbild
profile-header-hint = Steht oben in deinem Profil, dreimal so breit wie hoch. Bis 8 MB.
crop-title = Ausschnitt wählen
crop-hint = Was du hier wählst, gilt für das Bild, das du jetzt sendest.
crop-x = Von links nach rechts
crop-y = Von oben nach unten
crop-zoom = Näher heran
profile-picture-remove = Dieses Bild entfernen
profile-display-name = Anzeigename
profile-display-name-hint = Höchstens 65 Zeichen.
profile-note = Über dich
profile-note-hint = Höchstens 500 Zeichen.
profile-fields = Mehr über dich
profile-fields-hint = Bis zu vier Zeilen, etwa deine Website oder deine Pronomen. Leere Zeilen werden weggelassen.
profile-field-name = Beschriftung
profile-field-value = Inhalt
profile-switch-bot = Dieses Konto wird von einem Programm betrieben
profile-language = Sprache deiner Beiträge
profile-language-none = Keine bestimmte
profile-language-hint = Worin du schreibst, wenn du für einen Beitrag nichts anderes wählst.

## Privacy

who-follows = Wer dir folgt
who-follows-locked = Ich möchte bestätigen, wer mir folgt
who-follows-locked-hint = Wer dir folgen möchte, fragt zuerst an. Schaltest du das aus, werden alle Wartenden angenommen.
who-follows-hide = Verbergen, wem ich folge und wer mir folgt
who-follows-hide-hint = Auch deine Freunde bleiben verborgen. Die Zahlen sind weiter zu sehen.
who-finds = Wer dich findet
who-finds-indexable = Suchmaschinen dürfen mein Profil und meine Beiträge zeigen
who-finds-indexable-hint = Sonst werden sie gebeten, deine Seiten auszulassen.
who-reads = Wer deine Beiträge liest
who-reads-default = Für wen ein neuer Beitrag ist
who-reads-auto = So offen wie mein Konto
who-reads-hint = Bei einem offenen Konto sind das alle; wenn du Follower bestätigst, sind es diese. Du kannst es bei jedem Beitrag neu wählen.
who-more = Mehr zur Privatsphäre
