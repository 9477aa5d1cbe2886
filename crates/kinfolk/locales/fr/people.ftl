### People: profiles, lists, following and blocking, search.

profile-joined = Membre depuis { $month }
profile-posts = { $count ->
    [one] message
   *[other] messages
}
profile-following = abonnements
profile-followers = { $count ->
    [one] abonné
   *[other] abonnés
}
profile-friends-count = { $count ->
    [one] ami
   *[other] amis
}
profile-follows-you = Te suit
profile-requested = Demande envoyée
profile-friend-requested = Demande d’amitié envoyée
profile-locked = Approuve ses abonnés
profile-bot = Bot
profile-friends = Amis
profile-muted = Masqué
profile-requests = { $count ->
    [one] { $count } demande d’abonnement
   *[other] { $count } demandes d’abonnement
}
profile-empty-title = Pas encore de message
profile-empty-text = Quand { $name } publiera, cela apparaîtra ici.
profile-empty-own = Ce que tu publies apparaît ici.
profile-write-first = Écrire ton premier message
profile-blocking-title = Tu bloques { $name }
profile-blocking-text = Cette personne ne voit rien de toi, et tu ne vois rien d’elle. Lève le blocage pour revoir ses messages.
profile-verified = Vérifié
profile-verified-at = Un lien de cette page vers ce profil a été trouvé le { $time }
profile-tabs = Ce qui est affiché
profile-tab-posts = Messages
profile-tab-replies = Messages et réponses
profile-note-private = Note privée
profile-note-label = Visible par toi uniquement
profile-note-save = Enregistrer la note
profile-own-more = Plus d’options
profile-more = Plus d’options pour { $name }

## Buttons

follow = Suivre
follow-back = Suivre en retour
follow-held = Abonné
follow-cancel = Annuler la demande
follow-undo = Ne plus suivre
block = Bloquer @{ $acct }
block-text = { $name } et toi ne verrez plus rien l’un de l’autre et ne vous suivrez plus.
block-submit = Bloquer
unblock = Débloquer
mute = Masquer @{ $acct }
mute-duration = Pendant combien de temps
mute-for-ever = Jusqu’à ce que tu changes d’avis
mute-hour = Une heure
mute-6-hours = 6 heures
mute-day = Un jour
mute-week = Une semaine
mute-notifications = Masquer aussi ses notifications
mute-submit = Masquer
unmute = Ne plus masquer @{ $acct }
friend-ask = Demander en ami
friend-cancel = Annuler la demande d’ami
friend-end = Ne plus être amis
friend-end-text = { $name } et toi ne vous suivrez plus.
follower-remove = Retirer des abonnés
follower-remove-text = { $name } ne te suivra plus et n’en sera pas averti.
follower-remove-submit = Retirer
answer-accept = Accepter
answer-decline = Refuser

## Lists

followers-title = Abonnés de { $name }
following-title = Comptes suivis par { $name }
friends-title = Amis de { $name }
people-tabs = Listes de comptes
followers-tab = Abonnés
following-tab = Abonnements
friends-tab = Amis
followers-empty-title = Pas encore d’abonnés
followers-empty-text = Les personnes qui suivent { $name } apparaîtront ici.
following-empty-title = Ne suit encore personne
following-empty-text = Les personnes que { $name } suit apparaîtront ici.
friends-empty-title = Pas encore d’amis
friends-empty-text = Les personnes qui suivent { $name } et que { $name } suit apparaîtront ici.
people-hidden-title = Non affiché
people-hidden-text = { $name } garde ces listes pour soi.
people-hidden-own = Ces listes ne sont visibles que par toi.

## Requests

requests-title = Demandes
requests-friends = Demandes d’ami
requests-followers = Demandes d’abonnement
requests-empty-title = Aucune demande en attente
requests-empty-text = Quand quelqu’un te demande en ami, ou demande à te suivre si tu approuves tes abonnés, tu peux lui répondre ici.

## Search

search-title = Recherche
search-tags = Hashtags
search-found = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
search-start-title = Trouver des gens
search-start-text = Cherche un nom, un @identifiant ou un #hashtag.
search-empty-title = Aucun résultat
search-empty-text = Personne ici ne correspond à « { $query } ». Vérifie l’orthographe ou essaie avec une partie du nom.
