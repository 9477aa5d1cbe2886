### Posts: reading, writing, deleting; home and the public timeline.

## Timelines

home-title = Startseite
home-empty-title = Hier ist es noch still
home-empty-text = Die Beiträge von allen, denen du folgst, erscheinen hier, die neuesten zuerst. Finde Profile, denen du folgen möchtest, oder schreib selbst den ersten Beitrag.
home-empty-action = Öffentliche Beiträge ansehen
home-end = Du bist am Ende angekommen.
public-title = Öffentlich
public-lead = Was auf diesem Server öffentlich geschrieben wird, das Neueste zuerst.
public-empty-title = Noch nichts Öffentliches
public-empty-text = Beiträge, die alle sehen dürfen, erscheinen hier.

tag-lead = Öffentliche Beiträge mit diesem Hashtag, die neuesten zuerst.
tag-empty-title = Hier ist noch nichts
tag-empty-text = Öffentliche Beiträge mit diesem Hashtag erscheinen hier.

## What one keeps

kept-tabs = Was du dir gemerkt hast
bookmarks-tab = Lesezeichen
bookmarks-lead = Beiträge, die du dir für später gemerkt hast. Deine Lesezeichen siehst nur du.
bookmarks-empty-title = Noch keine Lesezeichen
bookmarks-empty-text = Tippe unter einem Beitrag auf das Lesezeichen, um ihn hier wiederzufinden.
favourites-tab = Favoriten
favourites-lead = Beiträge, die du favorisiert hast, die letzten zuerst.
favourites-empty-title = Noch keine Favoriten
favourites-empty-text = Tippe unter einem Beitrag auf das Herz, um ihn hier wiederzufinden.

## Writing

composer-label = Neuer Beitrag
composer-placeholder = Was gibt’s Neues?
composer-reply-label = Deine Antwort an @{ $acct }
composer-warning = Inhaltswarnung
composer-warning-hint = Warnung hier schreiben
composer-visibility = Wer es sehen kann
composer-language = Sprache des Beitrags
composer-language-none = Sprache
composer-submit = Posten
composer-submit-reply = Antworten
composer-limit = Höchstens { $count } Zeichen
visibility-public = Öffentlich
visibility-unlisted = Öffentlich (still)
visibility-private = Follower
visibility-direct = Nur Erwähnte

## A post

status-label = Beitrag von { $name }, { $time }
status-boosted = { $name } hat geteilt
status-replying = Antwort an @{ $acct }
status-continued = Fortsetzung
status-warning-show = Anzeigen
status-warning-hide = Ausblenden
status-reply = Antworten
status-boost = Teilen
status-unboost = Nicht mehr teilen
status-boost-off = Dieser Beitrag kann nicht geteilt werden
status-favourite = Favorisieren
status-unfavourite = Aus Favoriten entfernen
status-bookmark = Lesezeichen setzen
status-unbookmark = Lesezeichen entfernen
status-more = Mehr
status-open = Beitrag öffnen
status-delete = Löschen
status-boosts = { $count ->
    [one] Mal geteilt
   *[other] Mal geteilt
}
status-favourites = { $count ->
    [one] Mal favorisiert
   *[other] Mal favorisiert
}
status-bot = Bot

## A thread

thread-title = { $name }: „{ $text }“
thread-heading = Beitrag
thread-ancestors = Zuvor in dieser Unterhaltung
thread-replies = Antworten
thread-show = { $count ->
    [one] { $count } Antwort anzeigen
   *[other] { $count } Antworten anzeigen
}
thread-hide = { $count ->
    [one] { $count } Antwort ausblenden
   *[other] { $count } Antworten ausblenden
}
thread-no-replies = Noch keine Antworten.
thread-sign-in = Zum Antworten anmelden

## Deleting

delete-title = Beitrag löschen
delete-heading = Diesen Beitrag löschen?
delete-text = Er verschwindet für alle, auch dort, wo er favorisiert oder geteilt wurde. Das lässt sich nicht rückgängig machen.
delete-submit = Löschen
delete-keep = Behalten
composer-reply-gone = Der Beitrag, auf den du antwortest, ist gelöscht oder nicht für dich bestimmt. Dein Text ist noch da; er würde dann als eigener Beitrag erscheinen.
