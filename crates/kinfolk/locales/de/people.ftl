### People: profiles, lists, following and blocking, search.

profile-joined = Dabei seit { $month }
profile-posts = { $count ->
    [one] Beitrag
   *[other] Beiträge
}
profile-following = gefolgt
profile-followers = { $count ->
    [one] Follower
   *[other] Follower
}
profile-friends-count = { $count ->
   *[other] befreundet
}
profile-follows-you = Folgt dir
profile-requested = Angefragt
profile-friend-requested = Freundschaft angefragt
profile-locked = Bestätigt Follower
profile-bot = Bot
profile-friends = Befreundet
profile-muted = Stummgeschaltet
profile-requests = { $count ->
    [one] { $count } Follower-Anfrage
   *[other] { $count } Follower-Anfragen
}
profile-empty-title = Noch keine Beiträge
profile-empty-text = Wenn { $name } etwas schreibt, erscheint es hier.
profile-empty-own = Was du schreibst, erscheint hier.
profile-write-first = Schreib deinen ersten Beitrag
profile-blocking-title = Du blockierst { $name }
profile-blocking-text = Ihr seht nichts voneinander. Hebe die Blockierung auf, um wieder Beiträge zu sehen.
profile-verified = Verifiziert
profile-verified-at = Am { $time } wurde auf dieser Seite ein Link hierher gefunden
profile-tabs = Was angezeigt wird
profile-tab-posts = Beiträge
profile-tab-replies = Beiträge und Antworten
profile-note-private = Private Notiz
profile-note-label = Das siehst nur du
profile-note-save = Notiz speichern
profile-own-more = Mehr von dir
profile-more = Mehr zu { $name }

## Buttons

follow = Folgen
follow-back = Ebenfalls folgen
follow-held = Folge ich
follow-cancel = Anfrage zurückziehen
follow-undo = Entfolgen
block = @{ $acct } blockieren
block-text = { $name } und du seht dann nichts mehr voneinander und folgt einander nicht mehr.
block-submit = Blockieren
unblock = Blockierung aufheben
mute = @{ $acct } stummschalten
mute-duration = Wie lange
mute-for-ever = Bis du es aufhebst
mute-hour = Eine Stunde
mute-6-hours = 6 Stunden
mute-day = Einen Tag
mute-week = Eine Woche
mute-notifications = Auch Benachrichtigungen ausblenden
mute-submit = Stummschalten
unmute = Stummschaltung von @{ $acct } aufheben
friend-ask = Freundschaftsanfrage senden
friend-cancel = Freundschaftsanfrage zurückziehen
friend-end = Freundschaft beenden
friend-end-text = { $name } und du folgt einander dann nicht mehr.
follower-remove = Als Follower entfernen
follower-remove-text = { $name } folgt dir dann nicht mehr und erfährt nichts davon.
follower-remove-submit = Entfernen
answer-accept = Annehmen
answer-decline = Ablehnen

## Lists

followers-title = Follower von { $name }
following-title = Profile, denen { $name } folgt
friends-title = Freunde von { $name }
people-tabs = Listen von Profilen
followers-tab = Follower
following-tab = Gefolgt
friends-tab = Freunde
followers-empty-title = Noch keine Follower
followers-empty-text = Wer { $name } folgt, erscheint hier.
following-empty-title = Folgt noch niemandem
following-empty-text = Profile, denen { $name } folgt, erscheinen hier.
friends-empty-title = Noch keine Freunde
friends-empty-text = Wer { $name } folgt und wem { $name } folgt, erscheint hier.
people-hidden-title = Wird nicht gezeigt
people-hidden-text = { $name } behält diese Listen für sich.
people-hidden-own = Nur du siehst diese Listen.

## Requests

requests-title = Anfragen
requests-friends = Freundschaftsanfragen
requests-followers = Follower-Anfragen
requests-empty-title = Keine offenen Anfragen
requests-empty-text = Wenn jemand mit dir befreundet sein möchte oder – falls du deine Follower bestätigst – dir folgen möchte, kannst du hier antworten.

## Search

search-title = Suche
search-tags = Hashtags
search-found = { $count ->
    [one] { $count } Profil
   *[other] { $count } Profile
}
search-start-title = Profile finden
search-start-text = Suche nach Namen, @profilname oder #hashtag.
search-empty-title = Niemand gefunden
search-empty-text = Niemand hier passt zu „{ $query }“. Prüfe die Schreibweise oder versuche es mit einem Teil des Namens.
