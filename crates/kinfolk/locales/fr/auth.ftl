### The way in: sign up, log in, consent, first owner.

## Fields

field-username = Nom d’utilisateur
field-username-hint = Lettres, chiffres et _, 30 caractères maximum. Tu seras @nom@{ $domain }.
field-email = Adresse e-mail
field-password = Mot de passe
field-password-hint = Au moins 8 caractères. Quelques mots à la suite sont faciles à retenir et difficiles à deviner.
field-code = Code d’installation
field-code-hint = Le serveur l’a affiché à son démarrage.
field-login = Adresse e-mail ou nom d’utilisateur
field-reason = Pourquoi veux-tu nous rejoindre ?
field-reason-hint = La modération lit ta réponse avant d’ouvrir ton compte.

## What is wrong with a field: fault-CODE, or fault-FIELD-CODE where there is more to say. CODE is the API's, as "taken"
## for ERR_TAKEN.

fault-blank = Remplis ce champ.
fault-invalid = Ce n’est pas valide.
fault-taken = C’est déjà pris.
fault-too-short = C’est trop court.
fault-too-long = C’est trop long.
fault-reserved = Ce nom est réservé au serveur.
fault-accepted = Il faut accepter pour continuer.
fault-inclusion = Ce choix n’est pas proposé.
fault-blocked = Cela ne peut pas être utilisé ici.
fault-too-many = Il y en a trop.
fault-text-blank = Écris d’abord quelque chose.
fault-text-too-long = Le message est trop long.
fault-language-invalid = Ce n’est pas une des langues.
fault-domain-invalid = Ce n’est pas un domaine.
fault-domain-own = C’est ce serveur lui-même.
fault-avatar-invalid = Cette image est illisible ; JPEG, PNG, GIF et WebP conviennent.
fault-header-invalid = Cette image est illisible ; JPEG, PNG, GIF et WebP conviennent.
fault-avatar-too-large = Cette image est trop grande : au plus 8 Mo, 8 192 pixels par côté et 33 millions en tout.
fault-header-too-large = Cette image est trop grande : au plus 8 Mo, 8 192 pixels par côté et 33 millions en tout.
fault-choose-again = Choisis l’image à nouveau : elle n’a pas été enregistrée.
fault-username-invalid = Un nom d’utilisateur ne contient que des lettres, des chiffres et _.
fault-username-taken = Ce nom est déjà pris.
fault-username-too-long = Un nom d’utilisateur a 30 caractères maximum.
fault-email-invalid = Ce n’est pas une adresse e-mail.
fault-email-taken = Un compte existe déjà avec cette adresse. Te connecter plutôt ?
fault-email-blocked = Les adresses de ce fournisseur ne sont pas acceptées ici.
fault-password-too-short = Choisis au moins 8 caractères.
fault-password-too-long = Choisis 128 caractères au maximum.
fault-password-invalid = Ce mot de passe est trop facile à deviner : beaucoup l’utilisent, ou c’est ton nom ou ton adresse.
fault-password-taken = C’est déjà ton mot de passe.
fault-agreement-accepted = Accepte d’abord les règles.
fault-current_password-invalid = Ce n’est pas ton mot de passe.
fault-email_password-invalid = Ce n’est pas ton mot de passe.
fault-delete_password-invalid = Ce n’est pas ton mot de passe.
fault-delete_username-invalid = Ce n’est pas ton nom d’utilisateur.
fault-password_confirmation-confirmation = Les deux mots de passe sont différents.
fault-code-invalid = Ce n’est pas le code affiché par le serveur.
fault-comment-too-long = Une note a au plus 2 000 caractères.
fault-q-too-long = Cherche 500 caractères au plus.

## Sign up

sign-up-closed-title = Inscriptions fermées
sign-up-closed-text = Personne ne peut créer de compte sur ce serveur pour le moment.
sign-up-invite-text = Il faut une invitation pour créer un compte sur ce serveur.
sign-up-approval-text = Les nouveaux comptes de ce serveur doivent être approuvés par la modération, et il n’est pas encore possible d’en faire la demande ici.
sign-up-title = Inscription
sign-up-heading = Rejoindre { $site }
sign-up-lead = Crée un compte pour suivre d’autres personnes et publier.
sign-up-submit = Créer mon compte
sign-up-agreement = Je respecterai les règles et conditions de ce serveur.
sign-up-rules = Règles
sign-up-have-account = Tu as déjà un compte ?

## Log in

sign-in-title = Connexion
sign-in-heading = Se connecter à { $site }
sign-in-for-app = { $app } demande un accès. Connecte-toi d’abord.
sign-in-submit = Se connecter
sign-in-ended = Tu as été déconnecté. Connecte-toi pour continuer.
sign-in-unsent = Ce que tu as écrit n’a pas été envoyé. Copie-le avant de te connecter.
sign-in-unsent-post = Ta publication
sign-in-remember = Se souvenir de moi sur cet appareil
sign-in-wrong = Le nom ou le mot de passe est incorrect.
sign-in-unconfirmed = Ton adresse e-mail n’est pas encore confirmée. Ouvre le lien dans l’e-mail que tu as reçu.
sign-in-pending = La modération doit d’abord ouvrir ton compte.
sign-in-disabled = Ce compte est désactivé.
sign-in-no-account = Pas encore de compte ?

## Mot de passe oublié

recovery-link = Mot de passe oublié ?
recovery-title = Mot de passe oublié
recovery-lead = Indique l’adresse e-mail de ton compte : un lien pour choisir un nouveau mot de passe y sera envoyé.
recovery-submit = Envoyer le lien
recovery-no-mail = Ce site n’envoie pas d’e-mails et ne peut donc pas t’envoyer de lien. Les personnes qui le gèrent peuvent te donner un nouveau mot de passe.
recovery-ask = Tu peux demander à
recovery-back = Retour à la connexion
recovery-choose = Choisir un nouveau mot de passe
recovery-choose-lead = Pour @{ $username }. Tous les navigateurs et applications connectés au compte seront déconnectés.
recovery-choose-submit = Définir le mot de passe
recovery-void-title = Ce lien ne fonctionne plus
recovery-void-text = Il a déjà servi, date de plus d’une heure ou a été remplacé par un plus récent.
recovery-again = Envoyer un nouveau lien
mail-recovery-subject = Nouveau mot de passe pour { $site }
mail-hello = Bonjour { $name },
mail-recovery-lead = Quelqu’un, sans doute toi, a demandé un nouveau mot de passe pour ton compte sur { $site }. Choisis-le ici :
mail-recovery-once = Le lien fonctionne une seule fois, pendant une heure.
mail-recovery-not-you = Si ce n’était pas toi, il n’y a rien à faire : ton mot de passe reste le même.

## Consent

consent-title = Autoriser l’accès
consent-heading = { $app } demande l’accès à ton compte
consent-unchecked = L’application a choisi son nom elle-même. Ne l’autorise que si la demande vient de toi.
consent-website = Site web{ "\u202F" }
consent-account = Avec le compte
consent-scopes = L’application pourra
consent-redirect = Ta réponse sera envoyée à { $host }.
consent-allow = Autoriser
consent-deny = Refuser
consent-denied-title = Accès refusé
consent-denied-text = L’application n’a pas reçu l’accès à ton compte. Tu peux fermer cette page.
consent-other-account = Ce n’est pas toi ? Se déconnecter
out-of-band-title = Code pour { $app }
out-of-band-text = Copie ce code et colle-le dans { $app }.
out-of-band-label = Code d’autorisation
out-of-band-warning = Ce code suffit pour utiliser ton compte. Ne le donne qu’à l’application.

## First owner

setup-title = Installation
setup-heading = Installer ton serveur
setup-lead = Crée le premier compte. Il est propriétaire du serveur et peut tout modifier.
setup-submit = Créer le compte propriétaire

## What apps ask for, in words. The key is the scope with ":" and "_" as "-".

scope-profile = voir ton nom et ta photo de profil
scope-read = lire tout ce qui est dans ton compte
scope-read-accounts = voir les comptes et les profils
scope-read-blocks = voir qui tu bloques
scope-read-bookmarks = voir tes marque-pages
scope-read-favourites = voir tes favoris
scope-read-collections = voir tes collections
scope-read-filters = voir tes filtres
scope-read-follows = voir qui tu suis
scope-read-lists = voir tes listes
scope-read-mutes = voir qui tu masques
scope-read-notifications = voir tes notifications
scope-read-search = faire des recherches à ta place
scope-read-statuses = voir les messages
scope-write = publier, et modifier tout ce qui est dans ton compte
scope-write-accounts = modifier ton profil
scope-write-blocks = bloquer des personnes
scope-write-bookmarks = ajouter des messages aux marque-pages
scope-write-collections = modifier tes collections
scope-write-conversations = masquer et supprimer des conversations
scope-write-favourites = ajouter des messages à tes favoris
scope-write-filters = modifier tes filtres
scope-write-follows = suivre des personnes
scope-write-lists = modifier tes listes
scope-write-media = envoyer des fichiers
scope-write-mutes = masquer des personnes et des conversations
scope-write-notifications = effacer tes notifications
scope-write-reports = signaler des personnes et des messages
scope-write-statuses = publier en ton nom
scope-follow = suivre, masquer et bloquer des personnes
scope-push = t’envoyer des notifications push
scope-offline-access = garder l’accès en ton absence
scope-admin-read = lire toutes les données du serveur
scope-admin-write = modifier toutes les données du serveur
