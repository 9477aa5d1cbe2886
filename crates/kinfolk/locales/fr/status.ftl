### Posts: reading, writing, deleting; home and the public timeline.

## Timelines

home-title = Accueil
home-empty-title = Ton accueil est bien calme
home-empty-text = Les messages des personnes que tu suis apparaissent ici, les plus récents d’abord. Trouve quelqu’un à suivre, ou écris toi-même le premier message.
home-empty-action = Voir les messages publics
home-end = Tu as tout vu.
public-title = Public
public-lead = Ce que les gens de ce serveur publient pour tout le monde, le plus récent d’abord.
public-empty-title = Encore rien de public
public-empty-text = Les messages que tout le monde peut voir apparaîtront ici.

tag-lead = Messages publics avec ce hashtag, les plus récents d’abord.
tag-empty-title = Encore rien ici
tag-empty-text = Les messages publics avec ce hashtag apparaîtront ici.

## What one keeps

kept-tabs = Ce que tu gardes
bookmarks-tab = Marque-pages
bookmarks-lead = Les messages que tu as mis de côté pour plus tard. Personne d’autre ne voit cette page.
bookmarks-empty-title = Pas encore de marque-page
bookmarks-empty-text = Appuie sur le marque-page sous un message pour le retrouver ici.
favourites-tab = Favoris
favourites-lead = Les messages que tu as ajoutés à tes favoris, les derniers d’abord.
favourites-empty-title = Pas encore de favori
favourites-empty-text = Appuie sur le cœur sous un message pour le retrouver ici.

## Writing

composer-label = Nouveau message
composer-placeholder = Qu’as-tu en tête ?
composer-reply-label = Ta réponse à @{ $acct }
composer-warning = Avertissement
composer-warning-hint = Écris l’avertissement ici
composer-visibility = Qui peut le voir
composer-language = Langue du message
composer-language-none = Langue
composer-submit = Publier
composer-submit-reply = Répondre
composer-limit = { $count } caractères maximum
visibility-public = Public
visibility-unlisted = Public discret
visibility-private = Abonnés
visibility-direct = Mentions seulement

## A post

status-label = Message de { $name }, { $time }
status-boosted = { $name } a partagé
status-replying = En réponse à @{ $acct }
status-continued = Suite
status-warning-show = Afficher
status-warning-hide = Masquer
status-reply = Répondre
status-boost = Partager
status-unboost = Annuler le partage
status-boost-off = Ce message ne peut pas être partagé
status-favourite = Ajouter aux favoris
status-unfavourite = Retirer des favoris
status-bookmark = Ajouter aux marque-pages
status-unbookmark = Retirer des marque-pages
status-more = Plus
status-open = Ouvrir le message
status-delete = Supprimer
status-boosts = { $count ->
    [one] partage
   *[other] partages
}
status-favourites = { $count ->
    [one] favori
   *[other] favoris
}
status-bot = Bot

## A thread

thread-title = { $name } : « { $text } »
thread-heading = Message
thread-ancestors = Plus tôt dans cette conversation
thread-replies = Réponses
thread-show = { $count ->
    [one] Afficher { $count } réponse
   *[other] Afficher { $count } réponses
}
thread-hide = { $count ->
    [one] Masquer { $count } réponse
   *[other] Masquer { $count } réponses
}
thread-no-replies = Pas encore de réponse.
thread-sign-in = Se connecter pour répondre

## Deleting

delete-title = Supprimer le message
delete-heading = Supprimer ce message ?
delete-text = Il disparaîtra pour tout le monde, avec ses favoris et ses partages. Cette action est irréversible.
delete-submit = Supprimer
delete-keep = Garder
composer-reply-gone = Le message auquel tu réponds a disparu ou ne t’est pas destiné. Ton texte est toujours là ; il serait publié comme un message à part.
