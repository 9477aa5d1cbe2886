### Settings: credentials, sessions, apps, the profile.

settings-title = Paramètres
settings-profile = Profil
settings-account = Mot de passe, e-mail, suppression
settings-privacy = Confidentialité
settings-appearance = Langue et apparence
settings-sessions = Navigateurs connectés
settings-apps = Applications
settings-save = Enregistrer

## Language and appearance

# The language's own name for itself.
language-name = Français
appearance-language = Langue
appearance-language-auto = Celle de ton navigateur
appearance-language-hint = Pour les pages et les e-mails que tu reçois. Les messages restent tels qu’ils ont été écrits.
appearance-scheme = Couleurs
appearance-scheme-auto = Selon ton appareil
appearance-scheme-light = Clair
appearance-scheme-dark = Sombre
appearance-text = Taille du texte
appearance-text-normal = Selon ton navigateur
appearance-text-large = Grand
appearance-text-larger = Très grand
appearance-motion = Animations
appearance-less-motion = Désactiver les animations
appearance-less-motion-hint = Sinon, c’est le réglage de ton appareil qui s’applique.
appearance-wrong = Ce choix n’existe pas. Rien n’a été modifié.

## Password, address, deletion

account-password = Changer de mot de passe
account-password-lead = Tous les autres navigateurs connectés à ton compte seront déconnectés. Les applications restent jusqu’à ce que tu les retires :
account-current-password = Mot de passe actuel
account-new-password = Nouveau mot de passe
account-new-password-again = Confirmer le nouveau mot de passe
account-password-submit = Changer de mot de passe
account-email = Changer d’adresse e-mail
account-email-now = Ton adresse est { $email }.
account-new-email = Nouvelle adresse
account-email-submit = Changer d’adresse
account-delete = Supprimer le compte
account-delete-lead = Ton profil, tes messages et tout ce qui t’appartient seront supprimés définitivement, et personne ne pourra les récupérer. Ton nom d’utilisateur ne sera plus jamais attribué.
account-delete-username = Saisis { $username } pour confirmer
account-delete-submit = Supprimer mon compte

## Sessions

sessions-lead = Les navigateurs connectés à ton compte. Déconnecte ceux que tu ne reconnais pas, puis change de mot de passe.
sessions-this = Ce navigateur
sessions-end = Déconnecter
sessions-end-others = Déconnecter tous les autres
session-on = { $browser } sur { $system }
session-unknown = Navigateur inconnu
since = Depuis le
last-used = Dernière utilisation le

## Apps

apps-lead = Les applications que tu as autorisées à utiliser ton compte. Ce que chacune a demandé est indiqué sous son nom.
apps-empty-title = Aucune application
apps-empty-text = Les applications que tu autorises à utiliser ton compte apparaîtront ici.
apps-remove = Retirer
apps-command-line = Ligne de commande du serveur

## Profile

profile-edit = Modifier le profil
profile-avatar = Photo de profil
profile-avatar-hint = Affichée en carré. Les données sur l’appareil et le lieu sont retirées du fichier. Jusqu’à 8 Mo.
profile-header = Image de couverture
profile-header-hint = Affichée en haut de ton profil, trois fois plus large que haute. Jusqu’à 8 Mo.
crop-title = Choisir la partie affichée
crop-hint = Ce que tu choisis ici vaut pour l’image que tu envoies maintenant.
crop-x = De gauche à droite
crop-y = De haut en bas
crop-zoom = Plus près
profile-picture-remove = Retirer cette image
profile-display-name = Nom affiché
profile-display-name-hint = 65 caractères maximum.
profile-note = À propos de toi
profile-note-hint = 500 caractères maximum.
profile-fields = En savoir plus sur toi
profile-fields-hint = Jusqu’à quatre lignes, par exemple ton site web ou tes pronoms. Les lignes vides sont ignorées.
profile-field-name = Intitulé
profile-field-value = Contenu
profile-switch-bot = Ce compte est géré par un programme
profile-language = Langue de tes messages
profile-language-none = Aucune en particulier
profile-language-hint = Celle dans laquelle tu écris, sauf si tu en choisis une autre pour un message.

## Privacy

who-follows = Qui te suit
who-follows-locked = Je veux approuver les personnes qui me suivent
who-follows-locked-hint = Il faut d’abord t’en faire la demande. Si tu désactives ce choix, toutes les personnes en attente sont acceptées.
who-follows-hide = Cacher mes abonnements et mes abonnés
who-follows-hide-hint = Tes amis restent cachés aussi. Les nombres restent visibles.
who-finds = Qui te trouve
who-finds-indexable = Permettre aux moteurs de recherche de montrer mon profil et mes messages
who-finds-indexable-hint = Sinon, il leur est demandé de laisser tes pages de côté.
who-reads = Qui lit tes messages
who-reads-default = Pour qui est un nouveau message
who-reads-auto = Aussi ouvert que mon compte
who-reads-hint = Avec un compte ouvert, c’est tout le monde ; si tu approuves tes abonnés, ce sont eux. Tu peux choisir autrement pour chaque message.
who-more = Plus sur la confidentialité
