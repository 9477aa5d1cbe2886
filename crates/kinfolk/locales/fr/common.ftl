### Words that every page shares: navigation, dates, numbers, messages after an action.

## Layout

skip-link = Aller au contenu
nav-label = Menu principal
nav-home = Accueil
nav-public = Public
nav-search = Recherche
nav-lists = Listes
nav-notifications = Notifications
nav-unread = { $count ->
    [one] { $count } non lue
   *[other] { $count } non lues
}
nav-profile = Profil
nav-about = À propos
nav-sign-in = Se connecter
nav-sign-up = S’inscrire
nav-sign-out = Se déconnecter
nav-compose = Nouveau message
nav-account = Ton compte
nav-back = Retour
aside-label = À propos de ce serveur
aside-join-title = Première visite ?
aside-join-text = Crée un compte sur { $site } pour suivre d’autres personnes, répondre et publier.
aside-member-text = Tu as déjà un compte ?
foot-powered = Propulsé par Kinfolk { $version }

## Lists

list-newer = Plus récents
list-older = Plus anciens
list-pages = Pages

## Searching

search-label = Rechercher quelqu’un
search-placeholder = Nom ou @identifiant
search-button = Rechercher

## Dates and numbers. Short distances stand alone beside a name: "5m" for five minutes.

ago-now = à l’instant
ago-minutes = { $count } min
ago-hours = { $count } h
ago-days = { $count } j
date-short = { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
date-short-year = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
date-full = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year } à { $time } UTC
date-month = { $month } { $year }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
month-short-1 = janv.
month-short-2 = févr.
month-short-3 = mars
month-short-4 = avr.
month-short-5 = mai
month-short-6 = juin
month-short-7 = juil.
month-short-8 = août
month-short-9 = sept.
month-short-10 = oct.
month-short-11 = nov.
month-short-12 = déc.
group-separator = {" "}
# From how many digits on a number is grouped.
group-from = 4
decimal-separator = ,
count-thousands = { $number } k
count-millions = { $number } M
count-billions = { $number } Md

## Messages after an action

flash-posted = Ton message est publié.
flash-replied = Ta réponse est publiée.
flash-deleted = Le message est supprimé.
flash-blocked = Désormais, cette personne ne te voit plus et tu ne la vois plus.
flash-unblocked = Le blocage est levé.
flash-muted = C’est fait : les messages de ce compte n’apparaîtront plus dans tes fils, et personne n’en sera averti.
flash-unmuted = Ce compte n’est plus masqué.
flash-saved = Enregistré.
flash-list-deleted = La liste est supprimée. Tu suis toujours toutes les personnes qui s’y trouvaient.
flash-list-made = La liste est créée. Ajoute maintenant des personnes.
flash-list-added = Ajouté à la liste.
flash-list-removed = Retiré de la liste.
flash-domain-blocked = Tu ne verras plus rien de ce domaine.
flash-cleared = Toutes les notifications sont effacées.
flash-requested = Ta demande est envoyée. Elle peut maintenant être acceptée.
flash-withdrawn = Ta demande est annulée.
flash-followed = Tu suis maintenant ce compte.
flash-unfollowed = Tu ne suis plus ce compte.
flash-befriended = Vous êtes maintenant amis : vous vous suivez mutuellement.
flash-unfriended = Vous n’êtes plus amis et ne vous suivez plus.
flash-follower-removed = Ce compte ne te suit plus. Personne n’en est averti.
flash-let-in = Ce compte te suit maintenant.
flash-declined = La demande est refusée. Personne n’en est averti.
flash-request-gone = Cette demande n’existe plus : elle a déjà reçu une réponse ou a été annulée.
flash-welcome = Bienvenue ! Ton compte est prêt.
flash-signed-out = Ta session est fermée.
flash-password-changed = Ton mot de passe est modifié et tes autres navigateurs sont déconnectés.
flash-recovery-sent = S’il existe un compte avec cette adresse, un e-mail avec un lien est en route. Regarde aussi dans les indésirables.
flash-password-recovered = Ton mot de passe est changé. Connecte-toi avec le nouveau.
flash-email-changed = Ton adresse e-mail est modifiée.
flash-session-ended = Le navigateur est déconnecté.
flash-sessions-ended = Tous les autres navigateurs sont déconnectés.
flash-app-removed = L’application ne peut plus utiliser ton compte.
flash-profile-saved = Ton profil est enregistré.
flash-privacy-saved = Tes réglages de confidentialité sont enregistrés.
flash-account-deleted = Ton compte est supprimé.
flash-try-again = Cela n’a pas fonctionné. Réessaie.

## What scripts say and offer

live-offline = Pas de connexion. Réessaie dans un instant.
keys-title = Raccourcis clavier
keys-close = Fermer
keys-next = Message suivant
keys-previous = Message précédent
keys-help = Cette aide
keys-on = Utiliser ces raccourcis
