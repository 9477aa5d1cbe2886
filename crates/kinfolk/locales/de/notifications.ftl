### Notifications. The sentences stand behind a name: "Ann follows you".

notifications-title = Mitteilungen
notifications-empty-title = Nichts Neues
notifications-empty-text = Wenn jemand dir folgt, dich erwähnt oder etwas von dir favorisiert, siehst du es hier.
notifications-clear = Leeren
notifications-clear-text = Alle Mitteilungen werden gelöscht, ob gelesen oder nicht. Beiträge und Anfragen bleiben.
notifications-clear-submit = Alle löschen
notification-follow = folgt dir
notification-follow-request = möchte dir folgen
notification-friend-request = möchte mit dir befreundet sein
notification-friend-accepted = hat deine Freundschaftsanfrage angenommen
notification-befriended = ist jetzt mit dir befreundet
notification-mention = hat dich erwähnt
notification-favourite = hat deinen Beitrag favorisiert
notification-reblog = hat deinen Beitrag geteilt
notification-new = Neu
notification-dismiss = Entfernen
notification-dismiss-of = Mitteilung von { $name } entfernen
